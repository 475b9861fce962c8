import { describe, expect, it } from "vitest";
import { assetIdSchema, chainIdSchema } from "../money.ts";
import {
  addressFault,
  canonicalAddress,
  chainNamed,
  explorerOf,
  FORMS,
  isNative,
  nativeAsset,
  nativeCoin,
  shownAddress,
  tokenAsset,
  walletNumberOf,
} from "./namespaces.ts";

const CHAIN = "eip155:31337";
const LOWER = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
const SHOWN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

describe("what a kind of chain fixes", () => {
  it("names its chains, tokens and coin", () => {
    expect(nativeAsset(CHAIN)).toBe("eip155:31337/slip44:60");
    expect(tokenAsset(CHAIN, LOWER)).toBe(`eip155:31337/erc20:${LOWER}`);
    expect([nativeAsset(CHAIN), tokenAsset(CHAIN, LOWER)].map(isNative)).toEqual([true, false]);
    expect(nativeCoin(CHAIN).decimals).toBe(18);
    for (const id of [nativeAsset(CHAIN), tokenAsset(CHAIN, LOWER)]) expect(assetIdSchema.safeParse(id).success).toBe(true);
    expect(["31337", CHAIN, "near:mainnet"].map(chainNamed)).toEqual([CHAIN, CHAIN, "near:mainnet"]);
    expect(walletNumberOf(CHAIN)).toBe(31_337);
  });

  it("says where anybody can look a transaction up, and of no chain that it does not know", () => {
    expect(explorerOf("eip155:8453", `0x${"1".repeat(64)}`)).toBe(`https://basescan.org/tx/0x${"1".repeat(64)}`);
    expect([CHAIN, "near:1", "eip155:toString"].map((chain) => explorerOf(chain, "0x1"))).toEqual([null, null, null]);
  });

  it("has one spelling of an address that is stored, and one that people read", () => {
    for (const spelling of [LOWER, SHOWN, `0x${LOWER.slice(2).toUpperCase()}`]) {
      expect(canonicalAddress(spelling)).toBe(LOWER);
      expect(shownAddress(spelling)).toBe(SHOWN);
    }
    expect(FORMS.address.test(LOWER)).toBe(true);
    expect(FORMS.address.test(SHOWN)).toBe(false);
  });

  it.each(["near:mainnet", "eip155", "constructor:1", "eip155:0", ""])(
    "%s is no chain of a kind we know, and nothing is read into it",
    (chain) => {
      expect(chainIdSchema.safeParse(chain).success).toBe(false);
      expect(isNative(`${chain}/slip44:1`)).toBe(false);
      expect(addressFault(chain)).toBe("address");
      expect(canonicalAddress(chain)).toBe(chain);
    },
  );

  it("says so where a chain is of no kind we know", () => {
    for (const ask of [nativeAsset, nativeCoin, (chain: string) => tokenAsset(chain, LOWER)])
      expect(() => ask("near:mainnet")).toThrow(/near:mainnet/);
    expect(walletNumberOf("near:mainnet")).toBeNull();
  });
});
