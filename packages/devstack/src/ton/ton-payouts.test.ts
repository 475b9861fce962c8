import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openCustodyRail, tonEscrowOf } from "@amanat/chain";
import { Address, toNano } from "@ton/core";
import type { SandboxContract, TreasuryContract } from "@ton/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "./cells.ts";
import { type FakeToncenter, fakeToncenter } from "./toncenter.ts";
import { spelled, TonWorld } from "./world.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const CHAIN = "tvm:-31337";
/** Somebody whose wallet was never used: no contract stands there yet. */
const NEWCOMER = spelled(Address.parseRaw(`0:${"7".repeat(64)}`));

let world: TonWorld;
let center: FakeToncenter;
let rail: ReturnType<typeof openCustodyRail>;
let escrow: string;
let token: string;
let seller: SandboxContract<TreasuryContract>;

beforeAll(async () => {
  world = await TonWorld.create(CHAIN);
  center = await fakeToncenter(world);
  escrow = tonEscrowOf(MNEMONIC);
  const issuer = await world.person("issuer");
  seller = await world.person("seller");
  const master = await world.jetton(issuer, { name: "Tether USD", symbol: "USDT", decimals: "6" });
  token = spelled(master);
  await world.mint(issuer, master, escrow, 1_000n);
  world.record(await issuer.send({ to: addressOf(escrow), value: toNano("5"), bounce: false }));
  const file = path.join(mkdtempSync(path.join(tmpdir(), "amanat-ton-")), "custody");
  writeFileSync(file, MNEMONIC, { mode: 0o600 });
  rail = openCustodyRail({
    chain: CHAIN,
    name: "TON",
    rpcUrls: [center.url],
    requireFinalized: true,
    confirmations: 1,
    reorgDepth: 64,
    explorer: null,
    tokens: [token],
    escrowWallet: escrow,
    custodyKeyFile: file,
  });
}, 60_000);

afterAll(() => center.close());

async function signed(to: string, amount: bigint, nonce: number, asset: string | null = token) {
  const { broadcaster, signers } = rail;
  const call = await broadcaster.transferCall({ token: asset, to, amount });
  const gas = await broadcaster.estimateGas({ from: escrow, ...call });
  if (typeof gas === "object") throw new Error(gas.reverts);
  return signers.escrow().sign({ chain: CHAIN, nonce, gas, ...call, ...(await broadcaster.fees()) });
}

const balances = async () => ({
  coin: await rail.broadcaster.nativeBalance(escrow),
  escrow: await rail.broadcaster.tokenBalance(token, escrow),
});

describe("a payout on TON", () => {
  it("is signed by the number of its wallet, deploys it with the first, and costs what is gone from it", async () => {
    const { broadcaster } = rail;
    expect(await broadcaster.transactionCount(escrow)).toBe(0);
    const before = await balances();
    const { raw, hash } = await signed(spelled(seller.address), 300n, 0);
    expect(await broadcaster.outcome(hash)).toBeNull();
    expect(await broadcaster.broadcast(raw)).toBe("accepted");
    const outcome = await broadcaster.outcome(hash);
    const transfers = [{ logIndex: 0, token, from: escrow, to: spelled(seller.address), amount: 300n }];
    expect(outcome).toMatchObject({ status: "success", finalized: true, confirmations: 1, transfers });
    const after = await balances();
    expect(before.escrow - after.escrow).toBe(300n);
    expect(before.coin - after.coin).toBe(outcome?.gasCost);
    expect(await broadcaster.tokenBalance(token, spelled(seller.address))).toBe(300n);
    expect(await broadcaster.transactionCount(escrow)).toBe(1);
  });

  it("sent again is known, and pays nobody twice", async () => {
    const { broadcaster } = rail;
    const { raw } = await signed(spelled(seller.address), 300n, 0);
    for (let again = 0; again < 3; again += 1) expect(await broadcaster.broadcast(raw)).toBe("known");
    const other = await signed(spelled(seller.address), 299n, 0);
    expect(await broadcaster.broadcast(other.raw)).toEqual({ rejected: expect.stringMatching(/external message/i) });
    expect(await broadcaster.tokenBalance(token, spelled(seller.address))).toBe(300n);
  });

  it("waits for the number before it", async () => {
    const { broadcaster } = rail;
    const later = await signed(spelled(seller.address), 2n, 2);
    expect(await broadcaster.broadcast(later.raw)).toEqual({ rejected: expect.any(String) });
    const next = await signed(spelled(seller.address), 1n, 1);
    expect(await broadcaster.broadcast(next.raw)).toBe("accepted");
    expect(await broadcaster.broadcast(later.raw)).toBe("accepted");
    expect(await broadcaster.tokenBalance(token, spelled(seller.address))).toBe(303n);
  });

  it("arrives at somebody whose wallet was never used", async () => {
    const { raw, hash } = await signed(NEWCOMER, 5n, 3);
    expect(await rail.broadcaster.broadcast(raw)).toBe("accepted");
    expect(await rail.broadcaster.outcome(hash)).toMatchObject({ status: "success", transfers: [{ to: NEWCOMER, amount: 5n }] });
    const coin = await signed(NEWCOMER, 1_000_000n, 4, null);
    const before = await balances();
    expect(await rail.broadcaster.broadcast(coin.raw)).toBe("accepted");
    const outcome = await rail.broadcaster.outcome(coin.hash);
    expect(outcome).toMatchObject({ status: "success", transfers: [] });
    expect(before.coin - (await balances()).coin).toBe((outcome?.gasCost ?? 0n) + 1_000_000n);
  });

  it("of more than there is reverts: the number is used, and the jettons stay", async () => {
    const before = await balances();
    const { raw, hash } = await signed(spelled(seller.address), 1_000_000n, 5);
    expect(await rail.broadcaster.broadcast(raw)).toBe("accepted");
    const outcome = await rail.broadcaster.outcome(hash);
    expect(outcome).toMatchObject({ status: "reverted", transfers: [] });
    const after = await balances();
    expect(after.escrow).toBe(before.escrow);
    expect(before.coin - after.coin).toBe(outcome?.gasCost);
    expect(await rail.broadcaster.transactionCount(escrow)).toBe(6);
  });

  it("is not mined while its arrival is not final", async () => {
    const { raw, hash } = await signed(spelled(seller.address), 7n, 6);
    expect(await rail.broadcaster.broadcast(raw)).toBe("accepted");
    center.mischief.lag = 1;
    expect(await rail.broadcaster.outcome(hash)).toBeNull();
    center.mischief.early = true;
    expect(await rail.broadcaster.outcome(hash)).toBeNull();
    Object.assign(center.mischief, { lag: 0, early: false });
    expect(await rail.broadcaster.outcome(hash)).toMatchObject({ status: "success" });
  });
});
