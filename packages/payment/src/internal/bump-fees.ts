import { publicId } from "@amanat/contracts";
import { type Ctx, inTransaction, lockRows, now, Prisma, raiseIncident, setting, type TxCtx } from "@amanat/db";
import type { CustodyRail, Fees, TransferSigner } from "../ports.ts";
import { accountOn, bumpedFees, gasCeiling } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { ATTEMPT } from "../state.ts";
import type { AttemptRow } from "./rows.ts";
import { type Purpose, sendAttempt, signAttempt } from "./signed-transactions.ts";

/** Signed for one nonce. An eighth more each time is twenty-eight times the first fee by then: a person should look. */
const MOST_OF_A_NONCE = 30;

/** A transaction that is not mined, and what it takes to sign it again. */
export type Bump = {
  readonly newest: AttemptRow;
  readonly gas: bigint;
  readonly fees: Fees;
  /** What its signer has too little of, to pay the most that it can cost; 0 where it has enough. */
  readonly short: bigint;
};

/**
 * Whether the newest transaction of a nonce is to be signed again with a higher fee: it was signed longer ago than `payment.bumpAfterSeconds`, the
 * chain shows none of its nonce, and it is its signer's next. Those behind it wait for it, whatever they pay.
 */
export async function bumpOf(ctx: Ctx, rail: CustodyRail, group: readonly AttemptRow[]): Promise<Bump | null> {
  const newest = group.at(-1);
  if (newest === undefined || group.length >= MOST_OF_A_NONCE) return null;
  const { gas, maxFeePerGas, maxPriorityFeePerGas, signer, value } = newest;
  // Signed before these were kept.
  if (gas === null || maxFeePerGas === null || maxPriorityFeePerGas === null || value === null) return null;
  const age = (await now(ctx)).getTime() - newest.createdAt.getTime();
  if (age < (await setting(ctx, SETTINGS.bumpAfterSeconds)) * 1_000) return null;
  const { broadcaster } = rail;
  if ((await broadcaster.transactionCount(signer)) !== newest.nonce) return null;
  const [asked, balance] = await Promise.all([broadcaster.fees(), broadcaster.nativeBalance(signer)]);
  // A chain whose fee is fixed names the smallest there is: nothing is mined sooner for more.
  if (asked.maxFeePerGas <= 1n) return null;
  const fees = bumpedFees({ maxFeePerGas, maxPriorityFeePerGas }, asked);
  const needed = gasCeiling(gas, fees) + value;
  return { newest, gas, fees, short: needed > balance ? needed - balance : 0n };
}

/**
 * Signs it again and sends it. Two workers at once: the row that is replaced is locked, and one of them signs. Dies after signing: the newest of a
 * nonce is sent by the next pass. Any of them may be mined; the chain takes one.
 */
export async function bump(ctx: Ctx, rail: CustodyRail, signer: TransferSigner, { newest, gas, fees }: Bump): Promise<boolean> {
  const purpose: Purpose = newest.purpose === "payout" ? "payout" : "sweep";
  const attempt = await inTransaction(ctx, async (tx) => {
    if (!(await isNewest(tx, newest))) return null;
    const { id, nonce, subjectId, step, chain, to, data, value } = newest;
    if (to === null || data === null) return null;
    return signAttempt(tx, signer, nonce, { purpose, subjectId, step, chain, to, data, value: value ?? 0n, gas, fees, replacesId: id });
  });
  if (attempt === null) return false;
  ctx.log.info({ replaced: newest.txHash, txHash: attempt.txHash, nonce: newest.nonce }, "a transaction is signed again with a higher fee");
  await rail.crash?.at(`${purpose}.bumped`);
  await sendAttempt(ctx, rail, attempt, purpose);
  return true;
}

/** Locks it; false where it was replaced or seen meanwhile. */
async function isNewest(tx: TxCtx, { id }: AttemptRow): Promise<boolean> {
  const [row] = await lockRows(tx, { a: "TxAttempt" }, Prisma.sql`"TxAttempt" a WHERE a."id" = ${id}::uuid FOR UPDATE`);
  const waits = row !== undefined && ATTEMPT.states[row.a.status].some(({ on }) => on === "a node took it");
  return waits && (await tx.tx.txAttempt.count({ where: { replacesId: id } })) === 0;
}

/** The wallet can not pay what signing again would cost. */
export async function tellNoGas(ctx: Ctx, rail: CustodyRail, { signer, subjectId, purpose }: AttemptRow): Promise<void> {
  const detail = purpose === "payout" ? { payout: publicId("payout", subjectId) } : { sweep: publicId("sweep", subjectId) };
  await raiseIncident(ctx, { kind: "wallet.no_gas", subject: accountOn(rail.chain.chain, signer), detail });
}
