import { isDomainError } from "@amanat/contracts";
import type { ChainSpec, Expectation } from "@amanat/payment";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createBroadcaster,
  createVerifier,
  custodyOf,
  mnemonicSigners,
  openRpc,
  probeProxy,
  randomReferences,
  readToken,
} from "@amanat/chain";
import type { Rpc } from "@amanat/chain";
import { startTestWorld } from "./index.ts";
import type { TestWorld } from "./index.ts";

const CUSTODY = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const DEPOSIT = `0x${"d1".repeat(20)}`;
const CHAIN = "eip155:31337";

let chain: TestWorld;
let rpc: Rpc;
let spec: ChainSpec;
let usdc: string;
let proxy: string;

beforeAll(async () => {
  const { escrowWallet } = custodyOf(CUSTODY);
  chain = await startTestWorld({ escrowWallet });
  rpc = openRpc({ urls: [chain.url], evmChainId: 31_337 });
  usdc = chain.world.tokens.usdc.toLowerCase();
  proxy = chain.world.proxy.toLowerCase();
  spec = {
    chain: CHAIN,
    name: "Local",
    confirmations: 3,
    reorgDepth: 64,
    requireFinalized: true,
    escrowWallet,
    proxy,
    explorer: null,
  };
});
afterAll(() => chain?.stop());

function verifier(changes: Partial<ChainSpec> = {}) {
  return createVerifier(rpc, { ...spec, ...changes }, [usdc, chain.world.tokens.usdt]);
}

function deposit(
  paid: { txHash: string; blockHash: string; logIndex: number },
  amount: bigint,
  changes: Partial<Expectation> = {},
): Expectation {
  return {
    chain: CHAIN,
    txHash: paid.txHash,
    blockHash: paid.blockHash,
    logIndex: paid.logIndex,
    token: usdc,
    recipient: DEPOSIT,
    amount,
    through: null,
    ...changes,
  };
}

describe("a plain deposit", () => {
  test("is pending until deep and final enough, then proved with what the chain says", async () => {
    const paid = await chain.transfer(usdc, DEPOSIT, 2_500_000n);
    expect(await verifier().verify(deposit(paid, 2_500_000n))).toEqual({ verdict: "pending", confirmations: 1, finalized: false });
    await chain.mine(2);
    // Three confirmations, yet not final: both are asked for.
    expect(await verifier().verify(deposit(paid, 2_500_000n))).toEqual({ verdict: "pending", confirmations: 3, finalized: false });
    expect(await verifier({ requireFinalized: false }).verify(deposit(paid, 2_500_000n))).toMatchObject({ verdict: "proved" });
    await chain.mine(4);
    expect(await verifier().verify(deposit(paid, 2_500_000n))).toEqual({
      verdict: "proved",
      blockNumber: paid.blockNumber,
      blockHash: paid.blockHash,
      sender: chain.buyer,
      origin: chain.buyer,
      amount: 2_500_000n,
      confirmations: 7,
      finalized: true,
    });
  });

  test("nothing that differs from our own intent passes", async () => {
    const paid = await chain.transfer(usdc, DEPOSIT, 1_000n);
    await chain.mine(8);
    const judged = async (changes: Partial<Expectation>) => verifier().verify(deposit(paid, 1_000n, changes));
    expect(await judged({ chain: "eip155:1" })).toEqual({ verdict: "rejected", reason: "wrong_chain" });
    expect(await judged({ token: `0x${"ee".repeat(20)}` })).toEqual({ verdict: "rejected", reason: "wrong_token" });
    expect(await judged({ token: chain.world.tokens.usdt.toLowerCase() })).toEqual({ verdict: "rejected", reason: "wrong_token" });
    expect(await judged({ recipient: chain.buyer })).toEqual({ verdict: "rejected", reason: "wrong_recipient" });
    expect(await judged({ amount: 1_001n })).toEqual({ verdict: "rejected", reason: "amount_mismatch" });
    expect(await judged({ logIndex: paid.logIndex + 9 })).toEqual({ verdict: "rejected", reason: "not_found" });
    expect(await judged({ through: { contract: proxy, referenceHash: `0x${"00".repeat(32)}` } })).toEqual({
      verdict: "rejected",
      reason: "not_found",
    });
    expect(await judged({ blockHash: `0x${"12".repeat(32)}` })).toEqual({ verdict: "gone" });
    expect(await judged({ txHash: `0x${"34".repeat(32)}` })).toEqual({ verdict: "gone" });
  });

  test("a counterfeit, a transfer of nothing and a reorganised payment are no money", async () => {
    const fake = await chain.counterfeit();
    const fakePaid = await chain.transfer(fake, DEPOSIT, 5_000_000n);
    expect(await verifier().verify(deposit(fakePaid, 5_000_000n))).toEqual({ verdict: "rejected", reason: "wrong_token" });
    const nothing = await chain.transfer(usdc, DEPOSIT, 0n);
    expect(await verifier().verify(deposit(nothing, 0n))).toEqual({ verdict: "rejected", reason: "amount_mismatch" });
    const lost = await chain.transfer(usdc, DEPOSIT, 77n);
    await chain.reorg(1);
    expect(await verifier().verify(deposit(lost, 77n))).toEqual({ verdict: "gone" });
  });

  test("which block stands at a height is told with head and finality, and what is not there is left out", async () => {
    const paid = await chain.transfer(usdc, DEPOSIT, 5n);
    await chain.mine(7);
    const head = paid.blockNumber + 7;
    const view = await verifier().blocks(CHAIN, [paid.blockNumber, head, head + 1]);
    expect(view).toMatchObject({ head, finalized: head - 6 });
    expect([...view.hashes.keys()]).toEqual([paid.blockNumber, head]);
    expect(view.hashes.get(paid.blockNumber)).toBe(paid.blockHash);
    await chain.reorg(8);
    const after = await verifier().blocks(CHAIN, [paid.blockNumber]);
    expect(after).toMatchObject({ head, finalized: head - 6 });
    expect(after.hashes.get(paid.blockNumber)).toMatch(/^0x[0-9a-f]{64}$/);
    expect(after.hashes.get(paid.blockNumber)).not.toBe(paid.blockHash);
    expect((await verifier().blocks(CHAIN, [])).hashes.size).toBe(0);
    await expect(verifier().blocks("eip155:1", [])).rejects.toSatisfy(isUpstream);
  });

  test("a node of another chain is an outage, never a verdict", async () => {
    const wrong = createVerifier(openRpc({ urls: [chain.url], evmChainId: 1 }), spec, [usdc]);
    await expect(
      wrong.verify(deposit({ txHash: `0x${"34".repeat(32)}`, blockHash: `0x${"34".repeat(32)}`, logIndex: 0 }, 1n)),
    ).rejects.toSatisfy(isUpstream);
    const dead = createVerifier(openRpc({ urls: ["http://127.0.0.1:9"], evmChainId: 31_337, retries: 0 }), spec, [usdc]);
    await expect(dead.blocks(CHAIN, [1])).rejects.toSatisfy(isUpstream);
    for (let call = 0; call < 10; call += 1) await expect(dead.head(CHAIN)).rejects.toSatisfy(isUpstream);
  });
});

describe("a payment through the fee proxy", () => {
  test("is proved by its reference, its token and the Transfer made for it", async () => {
    const { reference, hash } = randomReferences().next();
    const paid = await chain.payThroughProxy({ token: usdc, to: spec.escrowWallet, amount: 9_000_000n, reference });
    await chain.mine(7);
    const expected = deposit(paid, 9_000_000n, { recipient: spec.escrowWallet, through: { contract: proxy, referenceHash: hash } });
    expect(await verifier().verify(expected)).toMatchObject({ verdict: "proved", amount: 9_000_000n, sender: chain.buyer });
    expect(await verifier().verify({ ...expected, through: { contract: proxy, referenceHash: randomReferences().next().hash } })).toEqual({
      verdict: "rejected",
      reason: "not_found",
    });
    expect(await verifier().verify({ ...expected, through: { contract: `0x${"ab".repeat(20)}`, referenceHash: hash } })).toEqual({
      verdict: "rejected",
      reason: "wrong_proxy",
    });
  });

  test("a reused reference with a counterfeit token is no money", async () => {
    const { reference, hash } = randomReferences().next();
    const paid = await chain.payThroughProxy({ token: await chain.counterfeit(), to: spec.escrowWallet, amount: 9_000_000n, reference });
    const expected = deposit(paid, 9_000_000n, { recipient: spec.escrowWallet, through: { contract: proxy, referenceHash: hash } });
    expect(await verifier().verify(expected)).toEqual({ verdict: "rejected", reason: "wrong_token" });
  });

  test("the probe knows the real proxy from other contracts and from nothing", async () => {
    await expect(probeProxy(rpc, proxy, usdc)).resolves.toBeUndefined();
    await expect(probeProxy(rpc, usdc, usdc)).rejects.toThrow(/not an ERC20FeeProxy/);
    await expect(probeProxy(rpc, DEPOSIT, usdc)).rejects.toThrow(/no contract/);
  });
});

test("token facts come from the chain", async () => {
  expect(await readToken(rpc, chain.world.tokens.usdc)).toEqual({ token: usdc, symbol: "USDC", name: "Test USDC", decimals: 6 });
  expect(await readToken(rpc, chain.world.tokens.usdt)).toMatchObject({ symbol: "USDT", decimals: 18 });
  await expect(readToken(rpc, DEPOSIT)).rejects.toSatisfy(isUpstream);
});

describe("the broadcaster", () => {
  const signers = mnemonicSigners(CUSTODY, CHAIN);

  test("sends once, knows its own again, refuses a nonce that is spent by another, and reports cost and transfers", async () => {
    const broadcaster = createBroadcaster(rpc, spec);
    const { address } = signers.escrow();
    await chain.mint(usdc, address, 500n);
    const { data } = await broadcaster.transferCall({ token: usdc, to: DEPOSIT, amount: 200n });
    const gas = await broadcaster.estimateGas({ from: address, to: usdc, data, value: 0n });
    if (typeof gas !== "bigint") throw new Error(gas.reverts);
    const before = await broadcaster.nativeBalance(address);
    const tokensBefore = await broadcaster.tokenBalance(usdc, address);
    const tx = {
      chain: CHAIN,
      nonce: await broadcaster.transactionCount(address),
      to: usdc,
      data,
      value: 0n,
      gas,
      ...(await broadcaster.fees()),
    };
    const signed = await signers.escrow().sign(tx);
    expect(await broadcaster.outcome(signed.hash)).toBeNull();
    expect(await broadcaster.broadcast(signed.raw)).toBe("accepted");
    await expect.poll(() => broadcaster.outcome(signed.hash)).not.toBeNull();
    expect(await broadcaster.broadcast(signed.raw)).toBe("known");
    const call = await broadcaster.transferCall({ token: usdc, to: DEPOSIT, amount: 1n });
    const other = await signers.escrow().sign({ ...tx, data: call.data });
    expect(await broadcaster.broadcast(other.raw)).toEqual({ rejected: expect.stringMatching(/nonce/i) });

    const outcome = await broadcaster.outcome(signed.hash);
    expect(outcome).toMatchObject({
      status: "success",
      confirmations: 1,
      finalized: false,
      transfers: [{ token: usdc, from: address, to: DEPOSIT, amount: 200n }],
    });
    expect(before - (await broadcaster.nativeBalance(address))).toBe(outcome?.gasCost);
    expect(tokensBefore - (await broadcaster.tokenBalance(usdc, address))).toBe(200n);
  });

  test("an estimate says why a call would revert", async () => {
    const broadcaster = createBroadcaster(rpc, spec);
    const { data } = await broadcaster.transferCall({ token: usdc, to: DEPOSIT, amount: 10n ** 30n });
    expect(await broadcaster.estimateGas({ from: signers.escrow().address, to: usdc, data, value: 0n })).toEqual({
      reverts: expect.stringContaining("revert"),
    });
  });
});

function isUpstream(error: unknown): boolean {
  return isDomainError(error) && error.code === "UPSTREAM_ERROR";
}
