import { nativeAsset } from "@amanat/contracts";
import { type Ctx, inTransaction, mendIncidents, now, raiseIncident, reader, type TxCtx } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import type { CustodyRail, TxOutcome } from "../ports.ts";
import { accountOn, nativeEffect } from "../rules.ts";
import { planNativeSweep } from "./plan-sweep.ts";
import { type AttemptRow, WITH_PARTS } from "./rows.ts";
import { insertBooked } from "./unmatched-deposits.ts";

const SHORT = "wallet.native_short";
const OPEN = ["signed", "broadcast", "mined"] as const;
type Outcomes = ReadonlyMap<string, TxOutcome | null>;
type Facts = { address: string; block: number; balance: bigint; outcomes: Outcomes };

/**
 * Books native coin that somebody sent to an address of ours. A plain transfer of native coin leaves no log, so it is found by comparing:
 * what the address holds in one final block, less what our books and our own transactions explain up to that block.
 *
 * The order makes it exact while gas is being spent:
 *
 * 1. Read the balance in a final block.
 * 2. Read our transactions that are not posted yet. One signed later cannot be in that block.
 * 3. Lock those rows, so that none is posted meanwhile, and read the books.
 *
 * Replay: the second run finds the booking of the first in the books. Answers whether it booked.
 */
export async function compareNative(ctx: Ctx, rail: CustodyRail, address: string): Promise<boolean> {
  const at = await rail.broadcaster.nativeAt?.(address);
  if (at === undefined) return false;
  const { block, balance } = at;
  const outcomes = new Map<string, TxOutcome | null>();
  for (const attempt of await openAttempts(ctx, rail.chain.chain, address))
    outcomes.set(attempt.id, await rail.broadcaster.outcome(attempt.txHash));
  const booked = await inTransaction(ctx, (tx) => book(tx, rail.chain.chain, { address, block, balance, outcomes }));
  if (booked) await rail.crash?.at("native.booked");
  return booked;
}

function openAttempts(ctx: Ctx, chain: string, address: string): Promise<AttemptRow[]> {
  return reader(ctx).txAttempt.findMany({ where: { chain, status: { in: [...OPEN] }, OR: [{ signer: address }, { to: address }] } });
}

async function book(tx: TxCtx, chain: string, facts: Facts): Promise<boolean> {
  const { address, block, balance } = facts;
  await tx.tx.$queryRaw`SELECT 1 FROM "OwnAddress" WHERE "chain" = ${chain} AND "address" = ${address} FOR UPDATE`;
  await tx.tx.$queryRaw`
    SELECT 1 FROM "TxAttempt" WHERE "chain" = ${chain} AND "status"::text = ANY (${[...OPEN]}::text[])
      AND ("signer" = ${address} OR "to" = ${address}) ORDER BY "id" FOR UPDATE`;
  const asset = nativeAsset(chain);
  const [account] = await accountsOf(tx, { kinds: ["custody"], party: address, asset });
  const expected = await expectedIn(tx, chain, facts, -(account?.balance ?? 0n));
  await tx.tx.ownAddress.updateMany({ where: { chain, address }, data: { nativeBlock: block, nativeCheckedAt: await now(tx) } });
  if (expected === null) return false;
  if (balance < expected) {
    // A transaction of ours that the node does not know right now may explain the difference: no incident yet.
    if ([...facts.outcomes.values()].includes(null)) return false;
    const detail = { block: String(block), missing: (expected - balance).toString() };
    await raiseIncident(tx, { kind: SHORT, subject: accountOn(chain, address), detail });
    return false;
  }
  await mendIncidents(tx, accountOn(chain, address), [SHORT]);
  if (balance === expected) return false;
  const intent = await tx.tx.paymentIntent.findUnique({
    where: { chain_depositAddress: { chain, depositAddress: address } },
    include: WITH_PARTS,
  });
  const deposit = await insertBooked(
    tx,
    {
      chain,
      assetId: asset,
      address,
      sender: null,
      amount: balance - expected,
      block,
      intentId: intent?.id ?? null,
      reason: "native_coin",
    },
    `${chain}:${address}:native@${block}`,
  );
  if (intent) await planNativeSweep(tx, intent, deposit);
  return true;
}

/** What the address must hold in that block. Null while a transaction of ours is neither mined nor gone: the next pass decides. */
async function expectedIn(tx: TxCtx, chain: string, { address, block, outcomes }: Facts, books: bigint): Promise<bigint | null> {
  const touching = { OR: [{ signer: address }, { to: address }] };
  const posted = await tx.tx.txAttempt.findMany({
    where: { chain, status: { in: ["settled", "failed"] }, blockNumber: { gt: block }, ...touching },
  });
  const open = await tx.tx.txAttempt.findMany({ where: { chain, status: { in: [...OPEN] }, ...touching } });
  let expected = books;
  for (const attempt of posted) {
    if (attempt.value === null || attempt.gasCost === null) return null;
    expected -= nativeEffect(address, valued(attempt), { success: attempt.status === "settled", gasCost: attempt.gasCost });
  }
  for (const attempt of open) {
    const outcome = outcomes.get(attempt.id);
    // Signed after the block was read: not in it.
    if (outcome === undefined) continue;
    // Not mined, or unknown to this node. If it is in the block after all, its coin would be booked as a stranger's.
    if (outcome === null && (attempt.to === address || attempt.to === null)) return null;
    if (outcome === null || outcome.blockNumber > block) continue;
    if (attempt.value === null) return null;
    expected += nativeEffect(address, valued(attempt), { success: outcome.status === "success", gasCost: outcome.gasCost });
  }
  return expected;
}

function valued({ signer, to, value }: AttemptRow): { signer: string; to: string | null; value: bigint } {
  return { signer, to, value: value ?? 0n };
}
