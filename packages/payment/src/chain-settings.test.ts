import { describe, expect, it } from "vitest";
import { chainVariables, readChains } from "./chain-settings.ts";

const A = `0x${"a".repeat(40)}`;
const B = `0x${"b".repeat(40)}`;
const single = {
  CHAIN_RPC_URL: "https://one.example",
  CHAIN_ID: "1",
  CHAIN_TOKENS: `${A}, ${B}`,
  CHAIN_FEE_PROXY: A,
  ESCROW_WALLET_ADDRESS: B,
};
const entry = { id: 1, rpcUrl: "https://one.example", tokens: [A], feeProxy: A };
const listed = (...entries: object[]) => ({ CHAINS: JSON.stringify(entries), ESCROW_WALLET_ADDRESS: B });

describe("the chains of an installation", () => {
  it("may be one, in variables of its own", () => {
    expect(readChains(single, ["tokens", "feeProxy", "escrowWallet"])).toEqual([
      {
        chain: "eip155:1",
        name: "eip155:1",
        rpcUrls: ["https://one.example"],
        requireFinalized: true,
        confirmations: 12,
        reorgDepth: 1_024,
        explorer: null,
        tokens: [A, B],
        feeProxy: A,
        escrowWallet: B,
      },
    ]);
  });

  it("may be a list, whose entries win over what holds for all of them", () => {
    const env = {
      ...listed(entry, { ...entry, id: "eip155:8453", name: "Base", finality: "depth", confirmations: 20, escrowWallet: A }),
      TRANSACTION_SAFETY_MIN_CONFIRMATIONS: "7",
    };
    expect(readChains(env, ["escrowWallet"])).toMatchObject([
      { chain: "eip155:1", confirmations: 7, requireFinalized: true, escrowWallet: B },
      { chain: "eip155:8453", name: "Base", confirmations: 20, requireFinalized: false, escrowWallet: A },
    ]);
  });

  it("may name one wallet for earned fees, which counts where it is an address, and others by chain", () => {
    const ton = { id: "tvm:-239", rpcUrl: "https://ton.example" };
    const env = { ...listed(entry, { ...entry, id: 8453, receiverWallet: A }, ton), RECEIVER_WALLET_ADDRESS: B };
    expect(readChains(env, [], ["receiverWallet"]).map(({ receiverWallet }) => receiverWallet)).toEqual([B, A, undefined]);
    const wrong = listed({ ...ton, receiverWallet: A });
    expect(() => readChains(wrong, [], ["receiverWallet"])).toThrow(/CHAINS\[0\].receiverWallet: is no address on tvm:-239/);
    expect(() => readChains({ ...listed(entry), RECEIVER_WALLET_ADDRESS: "0x12" }, [], ["receiverWallet"])).toThrow(
      /RECEIVER_WALLET_ADDRESS/,
    );
  });

  it("may lose more blocks to a reorg than make a deposit final, each chain its own number", () => {
    const env = { ...listed(entry, { ...entry, id: 8453, reorgDepth: 5_000 }), CHAIN_REORG_DEPTH: "600" };
    expect(readChains(env, []).map(({ reorgDepth }) => reorgDepth)).toEqual([600, 5_000]);
    expect(readChains({ ...env, CHAIN_REORG_DEPTH: "13" }, [])[0]).toMatchObject({ confirmations: 12, reorgDepth: 13 });
    expect(() => readChains({ ...env, CHAIN_REORG_DEPTH: "12" }, [])).toThrow(
      /CHAIN_REORG_DEPTH: must be more than the 12 confirmations of eip155:1/,
    );
    expect(() => readChains({ ...env, CHAIN_REORG_DEPTH: "7" }, [])).toThrow(/CHAIN_REORG_DEPTH/);
  });

  it("may be several sets of variables, one a chain, in the order of their numbers", () => {
    const env = {
      CHAIN_8453_RPC_URL: "https://two.example, https://three.example",
      CHAIN_8453_NAME: "Base",
      CHAIN_8453_TOKENS: `${A},${B}`,
      CHAIN_8453_FINALITY: "depth",
      CHAIN_8453_CONFIRMATIONS: "20",
      CHAIN_8453_ESCROW_WALLET: A,
      CHAIN_1_RPC_URL: "https://one.example",
      CHAIN_1_TOKENS: A,
      CHAIN_1_FEE_PROXY: B,
      ESCROW_WALLET_ADDRESS: B,
    };
    const listedSo = listed(
      { id: 1, rpcUrl: ["https://one.example"], tokens: [A], feeProxy: B },
      {
        id: 8453,
        name: "Base",
        rpcUrl: ["https://two.example", "https://three.example"],
        tokens: [A, B],
        finality: "depth",
        confirmations: 20,
        escrowWallet: A,
      },
    );
    const read = (from: Readonly<Record<string, string>>) => readChains(from, ["tokens", "escrowWallet"], ["feeProxy"]);
    expect(read(env)).toEqual(read(listedSo));
    expect(read(env).map(({ chain, rpcUrls }) => [chain, rpcUrls.length])).toEqual([
      ["eip155:1", 1],
      ["eip155:8453", 2],
    ]);
  });

  it.each([
    [{ CHAIN_1_RPC_URL: "hunter2" }, /^CHAIN_1_RPC_URL: (?!.*hunter2)/],
    [{ CHAIN_1_TOKENS: A }, "CHAIN_1_RPC_URL: is not set"],
    [{ CHAIN_1_RPC_URL: "https://one.example" }, "CHAIN_1_FEE_PROXY: is not set"],
    [{ CHAIN_1_RPC_URL: "https://one.example", CHAIN_1_COLOUR: "hunter2" }, "CHAIN_1_COLOUR: says nothing of a chain"],
    [{ CHAIN_1_RPC_URL: "https://one.example", CHAIN_1_ID: "2" }, "CHAIN_1_ID: says nothing of a chain"],
    [{ ...single, CHAIN_1_RPC_URL: "https://one.example" }, "CHAIN_1_RPC_URL: is set beside CHAIN_RPC_URL; set one"],
    [{ ...listed(entry), CHAIN_1_RPC_URL: "https://one.example" }, "CHAIN_1_RPC_URL: is set beside CHAINS; set one"],
    [{ ...single, CHAIN_RPC_URL: "https://one.example,hunter2" }, /^CHAIN_RPC_URL: (?!.*hunter2)/],
    [{}, "CHAIN_RPC_URL: is not set"],
    [{ ...single, CHAIN_ID: "" }, "CHAIN_ID: is not set"],
    [{ ...single, CHAIN_ID: "hunter2" }, "CHAIN_ID: must be a chain id such as 1 or eip155:1"],
    [{ ...single, ...listed(entry) }, "CHAIN_RPC_URL: is set beside CHAINS; set one"],
    [{ CHAINS: "hunter2" }, "CHAINS: must be a JSON list"],
    [listed(entry, { ...entry, id: "1" }), "CHAINS: names one chain twice"],
    [listed({ ...entry, rpcUrl: "hunter2" }), /^CHAINS\[0\]\.rpcUrl\.0: (?!.*hunter2)/],
    [listed(entry, { ...entry, id: 2, tokens: ["hunter2"] }), /^CHAINS\[1\]\.tokens\.0: (?!.*hunter2)/],
    [listed({ ...entry, colour: "hunter2" }), /^CHAINS\[0\]: (?!.*hunter2)/],
    [listed({ ...entry, feeProxy: undefined }), "CHAINS[0].feeProxy: is not set"],
  ])("%o is refused in words that name the variable and no value", (env, words) => {
    expect(() => readChains(env, ["feeProxy"])).toThrow(words);
  });

  it("shows a process only the parts it needs", () => {
    const [chain] = readChains({ ...single, CUSTODY_KEY_FILE: "/key" }, ["feeProxy"]);
    expect(chain).not.toHaveProperty("custodyKeyFile");
    expect(chainVariables(["feeProxy"])).not.toContain("CUSTODY_KEY_FILE");
    expect(chainVariables(["custodyKeyFile"])).toContain("CUSTODY_KEY_FILE");
  });
});
