import { describe, expect, it } from "vitest";
import { assetIdSchema, chainIdSchema } from "../money.ts";
import { addressSchema, signingAddressSchema } from "./address.ts";
import {
  addressFault,
  canonicalAddress,
  FORMS,
  holdsAddress,
  isNative,
  nativeAsset,
  shownAddress,
  tokenAsset,
  tokenOf,
} from "./namespaces.ts";

const CHAIN = "tvm:-239";
/** One account in the spellings of TEP-2, as its text gives them. */
const HEX = "b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe";
const RAW = `0:${HEX}`;
const BOUNCEABLE = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs";
const PLAIN = "UQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_p0p";
const ETHEREUM = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";

describe("an address on TON", () => {
  it("has many spellings, one that is stored and one that wallets show", () => {
    for (const spelling of [RAW, RAW.toUpperCase(), BOUNCEABLE, PLAIN, BOUNCEABLE.replaceAll("_", "/"), PLAIN.replaceAll("_", "/")]) {
      expect(addressFault(spelling, CHAIN), spelling).toBeNull();
      expect(canonicalAddress(spelling)).toBe(BOUNCEABLE);
      expect(shownAddress(spelling)).toBe(PLAIN);
      expect(addressSchema.parse(spelling)).toBe(BOUNCEABLE);
    }
    expect([BOUNCEABLE, PLAIN, RAW].map((spelling) => FORMS.address.test(spelling))).toEqual([true, false, false]);
  });

  it("every mistyped letter of a friendly address is noticed", () => {
    for (let at = 0; at < PLAIN.length; at += 1) {
      const typed = `${PLAIN.slice(0, at)}${PLAIN[at] === "A" ? "B" : "A"}${PLAIN.slice(at + 1)}`;
      expect(addressFault(typed), typed).not.toBeNull();
    }
    expect(addressFault(PLAIN.toLowerCase())).toBe("address_checksum");
  });

  it.each([
    ["kQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_ntm", "address_testnet"],
    ["Ef8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADAU", "address_workchain"],
    [`-1:${HEX}`, "address_workchain"],
    [`7:${HEX}`, "address_workchain"],
    [`0:${"0".repeat(64)}`, "address_nobody"],
    ["EQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM9c", "address_nobody"],
    [`0:${HEX.slice(1)}`, "address"],
    [ETHEREUM, "address_chain"],
    ["", "address"],
  ])("%s is refused: %s", (text, fault) => expect(addressFault(text, CHAIN)).toBe(fault));

  it("is none on another kind of chain, and signs nobody in", () => {
    expect(addressFault(PLAIN, "eip155:1")).toBe("address_chain");
    expect(addressFault(ETHEREUM, "eip155:1")).toBeNull();
    expect(signingAddressSchema.safeParse(PLAIN).success).toBe(false);
    expect(signingAddressSchema.safeParse(ETHEREUM).success).toBe(true);
  });

  it("is found in what people write, and words are not taken for one", () => {
    for (const spelling of [RAW, BOUNCEABLE, PLAIN])
      expect(holdsAddress(`pay me at ${spelling.slice(0, 9)} ${spelling.slice(9)}, quick`)).toBe(true);
    for (const text of [HEX, "Equally often we think of friends and of the things that we have given them in better times."])
      expect(holdsAddress(text)).toBe(false);
  });

  it("fits into the names of assets", () => {
    const asset = tokenAsset(CHAIN, BOUNCEABLE);
    expect(assetIdSchema.safeParse(asset).success).toBe(true);
    expect(tokenOf(asset)).toBe(BOUNCEABLE);
    expect(isNative(nativeAsset(CHAIN))).toBe(true);
    for (const [chain, good] of [
      ["tvm:-239", true],
      ["tvm:-3", true],
      ["tvm:0", false],
      ["tvm:EQ", false],
    ] as const)
      expect(chainIdSchema.safeParse(chain).success).toBe(good);
  });
});
