import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { memoHash, openCustodyRail, openPayInRail, openReader, tonEscrowOf } from "@amanat/chain";
import type { Expectation } from "@amanat/payment";
import type { Address } from "@ton/core";
import type { BlockchainTransaction, SandboxContract, TreasuryContract } from "@ton/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "./cells.ts";
import { type FakeToncenter, fakeToncenter } from "./toncenter.ts";
import { spelled, TonWorld } from "./world.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const CHAIN = "tvm:-31337";
const WORDS = { name: "Tether USD", symbol: "USDT", decimals: "6" };
const MEMO = "7Q2M-1XKD-94TB-0WZC";

let world: TonWorld;
let center: FakeToncenter;
let rail: ReturnType<typeof openCustodyRail>;
let escrow: string;
let issuer: SandboxContract<TreasuryContract>;
let buyer: SandboxContract<TreasuryContract>;
let usdt: Address;
let clone: Address;

beforeAll(async () => {
  world = await TonWorld.create(CHAIN);
  center = await fakeToncenter(world);
  escrow = tonEscrowOf(MNEMONIC);
  [issuer, buyer] = [await world.person("issuer"), await world.person("buyer")];
  usdt = await world.jetton(issuer, WORDS);
  const counterfeiter = await world.person("counterfeiter");
  clone = await world.jetton(counterfeiter, WORDS);
  await world.mint(issuer, usdt, spelled(buyer.address), 1_000_000_000n);
  await world.mint(counterfeiter, clone, spelled(buyer.address), 1_000_000_000n);
  rail = openCustodyRail(settings());
}, 60_000);

afterAll(() => center.close());

function settings() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "amanat-ton-")), "custody");
  writeFileSync(file, MNEMONIC, { mode: 0o600 });
  chmodSync(file, 0o600);
  const policy = { requireFinalized: true, confirmations: 2, reorgDepth: 64, explorer: null };
  const ours = { tokens: [spelled(usdt)], escrowWallet: escrow, xpub: "", custodyKeyFile: file };
  return { chain: CHAIN, name: "TON", rpcUrls: [center.url], ...policy, ...ours };
}

/** What our own rows ask of a payment that was reported as this transaction. */
function expected(transaction: BlockchainTransaction, amount: bigint, memo: string | null = MEMO): Expectation {
  const block = world.recorded.find((row) => row.transaction === transaction)?.block ?? 0;
  return {
    chain: CHAIN,
    txHash: transaction.hash().toString("hex"),
    blockHash: world.hashOf(block).toString("hex"),
    logIndex: 0,
    token: spelled(usdt),
    recipient: escrow,
    amount,
    through: memo === null ? null : { contract: escrow, referenceHash: memoHash(memo) },
  };
}

async function paid(payment: { amount: bigint; master?: Address; memo?: string | null; forward?: bigint }) {
  const { master = usdt, memo = MEMO, amount } = payment;
  const made = await world.pay({ from: buyer, master, to: escrow, memo, ...payment });
  world.advance(1);
  const arrival = world.of(made, await world.walletOf(master, addressOf(escrow)));
  return { made, arrival, expected: expected(arrival, amount) };
}

const verify = (expectation: Expectation) => rail.verifier.verify(expectation);

describe("a transfer of jettons is proved by our own wallet's transaction", () => {
  it("with its amount, sender, memo and block", async () => {
    const { expected: asked } = await paid({ amount: 25_000_000n });
    expect(await verify(asked)).toEqual({
      verdict: "proved",
      blockNumber: world.head - 1,
      blockHash: asked.blockHash,
      sender: spelled(buyer.address),
      origin: spelled(buyer.address),
      amount: 25_000_000n,
      confirmations: 2,
      finalized: true,
    });
  });

  it("TON: clone", async () => {
    const { arrival } = await paid({ amount: 25_000_000n, master: clone });
    expect(await verify(expected(arrival, 25_000_000n))).toEqual({ verdict: "rejected", reason: "not_found" });
    expect(await verify({ ...expected(arrival, 25_000_000n), token: spelled(clone) })).toEqual({
      verdict: "rejected",
      reason: "wrong_token",
    });
  });

  it("TON: forged", async () => {
    const thief = await world.person("thief");
    const made = await world.forge(thief, escrow, 25_000_000n, MEMO);
    world.advance(1);
    expect(await verify(expected(world.of(made, addressOf(escrow)), 25_000_000n))).toEqual({ verdict: "rejected", reason: "not_found" });
  });

  it("TON: forged, sent to our jetton wallet itself: the contract refuses it", async () => {
    const wallet = await world.walletOf(usdt, addressOf(escrow));
    const thief = await world.person("thief");
    const { arrival } = await paid({ amount: 1n });
    const body = arrival.inMessage?.body;
    if (body === undefined) throw new Error("no message");
    const made = await world.tell(thief, wallet, body, 100_000_000n);
    world.advance(1);
    expect(await verify(expected(world.of(made, wallet), 1n))).toEqual({ verdict: "rejected", reason: "failed_transaction" });
  });

  it("TON: forward 0", async () => {
    const { made, expected: asked } = await paid({ amount: 3n, forward: 0n });
    const toEscrow = made.filter(({ address }) => address === BigInt(`0x${addressOf(escrow).hash.toString("hex")}`));
    expect(toEscrow).toEqual([]);
    expect(await verify(asked)).toMatchObject({ verdict: "proved", amount: 3n });
  });

  it("TON: aborted", async () => {
    const { made, expected: asked } = await paid({ amount: 4n, forward: 1n });
    const notified = world.of(made, addressOf(escrow));
    expect(notified.description).toMatchObject({ aborted: true });
    expect(await verify(asked)).toMatchObject({ verdict: "proved", amount: 4n });
  });

  it("TON: wrong memo", async () => {
    const { arrival } = await paid({ amount: 5n, memo: "SOMETHING ELSE" });
    expect(await verify(expected(arrival, 5n))).toEqual({ verdict: "rejected", reason: "not_found" });
    expect(await verify(expected(arrival, 5n, null))).toMatchObject({ verdict: "proved" });
  });

  it("a memo is the same however a phone writes it", async () => {
    const { expected: asked } = await paid({ amount: 6n, memo: ` ${MEMO.toLowerCase()} ` });
    expect(await verify(asked)).toMatchObject({ verdict: "proved" });
  });

  it("Amount: under", async () => {
    const { expected: asked } = await paid({ amount: 7n });
    expect(await verify({ ...asked, amount: 8n })).toEqual({ verdict: "rejected", reason: "amount_mismatch" });
  });

  it("is for our wallet, on our chain", async () => {
    const { expected: asked } = await paid({ amount: 8n });
    expect(await verify({ ...asked, recipient: spelled(buyer.address) })).toEqual({ verdict: "rejected", reason: "wrong_recipient" });
    expect(await verify({ ...asked, chain: "tvm:-239" })).toEqual({ verdict: "rejected", reason: "wrong_chain" });
    expect(await verify({ ...asked, logIndex: 1 })).toEqual({ verdict: "rejected", reason: "not_found" });
  });
});

describe("what is not final is no proof", () => {
  it("waits for the confirmations of the policy", async () => {
    const made = await world.pay({ from: buyer, master: usdt, to: escrow, amount: 9n, memo: MEMO });
    const asked = expected(world.of(made, await world.walletOf(usdt, addressOf(escrow))), 9n);
    expect(await verify(asked)).toEqual({ verdict: "pending", confirmations: 1, finalized: true });
    world.advance(1);
    expect(await verify(asked)).toMatchObject({ verdict: "proved", confirmations: 2 });
  });

  it("what the index shows ahead of the masterchain, or does not have yet, is gone", async () => {
    const { expected: asked } = await paid({ amount: 10n });
    try {
      center.mischief.lag = 5;
      expect(await verify(asked)).toEqual({ verdict: "gone" });
      center.mischief.early = true;
      expect(await verify(asked)).toEqual({ verdict: "gone" });
    } finally {
      Object.assign(center.mischief, { lag: 0, early: false });
    }
    expect(await verify({ ...asked, blockHash: "0".repeat(64) })).toEqual({ verdict: "gone" });
    expect(await verify({ ...asked, txHash: "0".repeat(64) })).toEqual({ verdict: "gone" });
  });

  it("RPC: 429", async () => {
    const { expected: asked } = await paid({ amount: 11n });
    center.mischief.busy = 1;
    await expect(verify(asked)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
    expect(await verify(asked)).toMatchObject({ verdict: "proved" });
  });

  it("RPC: wrong chainId at boot and after failover", async () => {
    const wrong = await fakeToncenter(world);
    wrong.mischief.globalId = -239;
    const mixed = { ...settings(), rpcUrls: [wrong.url, center.url] };
    expect(await openReader(mixed).head()).toBe(world.head);
    await expect(openReader({ ...mixed, rpcUrls: [wrong.url] }).head()).rejects.toThrow(/network -239/);
    await wrong.close();
  });
});

describe("what a jetton is", () => {
  it("its decimals are those of its master on the chain", async () => {
    const [fact, coin] = await openReader(settings()).assets([spelled(usdt)]);
    expect(fact).toEqual({ id: `${CHAIN}/jetton:${spelled(usdt)}`, token: spelled(usdt), symbol: "USDT", name: "Tether USD", decimals: 6 });
    expect(coin).toMatchObject({ id: `${CHAIN}/slip44:607`, symbol: "TON", decimals: 9 });
  });

  it("Tokens: decimals that stand in a document elsewhere are refused", async () => {
    const vague = await world.jetton(issuer, { uri: "https://example.test/jetton.json", symbol: "VAGUE", name: "Vague" });
    await expect(openReader(settings()).assets([spelled(vague)])).rejects.toThrow(/decimals/);
    const plain = await world.jetton(issuer, { symbol: "NINE", name: "Nine" });
    expect(await openReader(settings()).assets([spelled(plain)])).toMatchObject([{ decimals: 9 }, {}]);
  });
});

describe("where people pay", () => {
  it("each payment has a memo of its own, and a link with the exact amount", () => {
    const { addresses, references, paymentUri } = openPayInRail(settings());
    expect(addresses).toBeNull();
    const memos = Array.from({ length: 100 }, () => references.next());
    expect(new Set(memos.map(({ hash }) => hash)).size).toBe(100);
    for (const { reference, hash } of memos)
      expect([reference, memoHash(reference)]).toEqual([expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/), hash]);
    const uri = new URL(paymentUri({ token: spelled(usdt), to: escrow, amount: 25_000_001n, memo: MEMO }));
    expect(uri.protocol + uri.host).toBe("ton:transfer");
    expect(Object.fromEntries(uri.searchParams)).toEqual({ jetton: spelled(usdt), amount: "25000001", text: MEMO });
    expect(addressOf(uri.pathname.slice(1)).equals(addressOf(escrow))).toBe(true);
  });
});
