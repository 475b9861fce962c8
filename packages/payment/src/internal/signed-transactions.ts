/**
 * Signed transactions are stored before any node sees them, sent until the chain shows them, and signed only once per step. The unique keys
 * (subject, step) and (chain, signer, nonce) enforce it.
 */
import { BrokenInvariant } from "@amanat/contracts";
import {
  changeLast,
  type Ctx,
  insertLast,
  newId,
  noteTime,
  now,
  Prisma,
  reader,
  readRows,
  timeIn,
  type TxCtx,
  waysBy,
  writeLast,
} from "@amanat/db";
import type { Broadcaster, CustodyRail, Fees, TransferSigner, TxOutcome } from "../ports.ts";
import { isFinal } from "../rules.ts";
import { ATTEMPT, type AttemptTrigger } from "../state.ts";
import type { AttemptRow } from "./rows.ts";
import { raiseOverdue } from "./overdue.ts";

export type Purpose = "payout" | "sweep";

const RESEND_MS = 2_000;
const PER_PASS = 100;
/** Sent until a node takes it, and again until it is mined. */
const UNMINED = waysBy(ATTEMPT, "a node took it").from;

/**
 * Takes the next nonce of a signer and locks its row until the transaction ends, so that nonces are given out in order and without gaps. The
 * chain's own count wins when it is ahead.
 */
export async function takeNonce(tx: TxCtx, chain: string, address: string, minedCount: number): Promise<number> {
  const [row] = await tx.tx.$queryRaw<{ next: number; at: Date }[]>`
    INSERT INTO "SignerNonce" ("chain", "address", "next") VALUES (${chain}, ${address}, ${minedCount + 1})
    ON CONFLICT ("chain", "address") DO UPDATE SET "next" = greatest("SignerNonce"."next", ${minedCount}) + 1
    RETURNING "next", clock_timestamp() AS at`;
  if (!row) throw new BrokenInvariant("no nonce was given out");
  // After a wait for another signature.
  noteTime(tx, row.at);
  return row.next - 1;
}

export type Plan = {
  purpose: Purpose;
  subjectId: string;
  step: string;
  chain: string;
  to: string;
  data: string;
  value: bigint;
  gas: bigint;
  fees: Fees;
  /** The one of the same nonce and step that is not mined. */
  replacesId?: string;
};

/** Signs (locally, no network) and stores, in the transaction that took the nonce. */
export async function signAttempt(tx: TxCtx, signer: TransferSigner, nonce: number, plan: Plan): Promise<AttemptRow> {
  const { raw, hash } = await signer.sign({
    chain: plan.chain,
    nonce,
    to: plan.to,
    data: plan.data,
    value: plan.value,
    gas: plan.gas,
    ...plan.fees,
  });
  const { chain, purpose, subjectId, step, to, value } = plan;
  const named = { id: newId(), chain, signer: signer.address, nonce, purpose, subjectId, step, to, raw, txHash: hash };
  const { data, gas, fees, replacesId = null } = plan;
  const again = { data, gas, ...fees, replacesId };
  const nothingSeen = { blockNumber: null, gasCost: null, failure: null, broadcastAt: null };
  const row: AttemptRow = { ...named, ...again, value, status: ATTEMPT.initial, ...nothingSeen, createdAt: await now(tx) };
  await insertLast(
    tx,
    { table: "TxAttempt", id: row.id },
    {
      ...row,
      value: value.toString(),
      gas: gas.toString(),
      maxFeePerGas: fees.maxFeePerGas.toString(),
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas.toString(),
    },
  );
  return row;
}

/** Moves an attempt from whichever state the trigger leads from. Returns false when it is in none of them: another worker has seen more. */
async function moveAttempt(
  ctx: Ctx,
  { id }: AttemptRow,
  on: AttemptTrigger,
  data: Prisma.TxAttemptUpdateManyMutationInput,
): Promise<boolean> {
  const { from, to: status } = waysBy(ATTEMPT, on);
  // oxlint-disable-next-line amanat/no-unaudited-write -- what the chain shows of an attempt; the payout or sweep it moves is on the trail
  const { count } = await reader(ctx).txAttempt.updateMany({ where: { id, status: { in: from } }, data: { ...data, status } });
  return count > 0;
}

/** A node took it. */
async function noteSent(ctx: Ctx, { id }: AttemptRow): Promise<void> {
  const { from, to } = waysBy(ATTEMPT, "a node took it");
  // oxlint-disable-next-line amanat/no-unaudited-write -- what became of an attempt; the payout or sweep it moves is on the trail
  await reader(ctx).$executeRaw`
    UPDATE "TxAttempt" SET "status" = ${to}, "broadcastAt" = ${await timeIn(ctx)}, "failure" = NULL
    WHERE "id" = ${id}::uuid AND "status" = ANY (${[...from]}::text[])`;
}

/** Notes why a node refused an attempt that is not mined. Returns false when it is mined: that is why. */
async function noteRefusal(ctx: Ctx, { id }: AttemptRow, failure: string): Promise<boolean> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- what a node said of an attempt; the payout or sweep it moves is on the trail
  const { count } = await reader(ctx).txAttempt.updateMany({
    where: { id, status: { in: UNMINED } },
    data: { broadcastAt: await now(ctx), failure: failure.slice(0, 300) },
  });
  return count > 0;
}

export function attemptsOf(ctx: Ctx, subjectId: string): Promise<AttemptRow[]> {
  return reader(ctx).txAttempt.findMany({ where: { subjectId }, orderBy: { createdAt: "asc" } });
}

/** Sends a stored transaction; returns whether a node took it. Sending it twice does no harm: the chain accepts a nonce once. */
export async function sendAttempt(ctx: Ctx, rail: CustodyRail, attempt: AttemptRow, purpose: Purpose): Promise<boolean> {
  const answer = await rail.broadcaster.broadcast(attempt.raw);
  await rail.crash?.at(`${purpose}.sent`);
  if (answer === "accepted" || answer === "known") {
    await noteSent(ctx, attempt);
    await rail.crash?.at(`${purpose}.broadcast`);
    return true;
  }
  const { id, txHash, subjectId: subject, createdAt } = attempt;
  ctx.log.warn({ attempt: id, txHash, rejected: answer.rejected }, "a node refused a transaction; it is sent again");
  if (!(await noteRefusal(ctx, attempt, answer.rejected))) return false;
  await raiseOverdue(ctx, createdAt, { kind: `${purpose}.stuck`, subject, detail: { failure: answer.rejected } });
  return false;
}

/**
 * Sends stored transactions that were not sent yet, in nonce order, and sends again what was sent a while ago and is not mined. This closes
 * gaps in the nonces that a crash or a forgetful node left. Of one nonce only the newest is sent, and none once one of them is mined: a node would
 * refuse it.
 */
export async function flushAttempts(ctx: Ctx, rail: CustodyRail, purpose: Purpose): Promise<void> {
  const due = await readRows(
    ctx,
    { a: "TxAttempt" },
    Prisma.sql`"TxAttempt" a WHERE a."chain" = ${rail.chain.chain} AND a."purpose" = ${purpose} AND a."status" = ANY (${[...UNMINED]}::text[])
      AND NOT EXISTS (
        SELECT FROM "TxAttempt" o WHERE o."chain" = a."chain" AND o."signer" = a."signer" AND o."nonce" = a."nonce"
          AND (o."replacesId" = a."id" OR o."status" IN ('mined', 'settled', 'failed')))
      AND (a."broadcastAt" IS NULL OR a."broadcastAt" < ${await timeIn(ctx)} - make_interval(secs => ${RESEND_MS / 1000}))
      ORDER BY a."signer", a."nonce" LIMIT ${PER_PASS}`,
  );
  for (const { a: attempt } of due) {
    try {
      await sendAttempt(ctx, rail, attempt, purpose);
    } catch (error) {
      ctx.log.warn({ err: error, attempt: attempt.id }, "a transaction could not be sent; trying again");
    }
  }
}

export type Seen = { outcome: TxOutcome; final: boolean } | null;

/** What the chain shows of a stored transaction, noted on its row; null while it is not mined. */
export async function lookAt(ctx: Ctx, rail: CustodyRail, attempt: AttemptRow): Promise<Seen> {
  const outcome = await rail.broadcaster.outcome(attempt.txHash);
  if (outcome === null) {
    // It was mined and a reorg dropped it: it is sent again.
    if (attempt.status === "mined") await moveAttempt(ctx, attempt, "a reorg dropped it", { blockNumber: null });
    return null;
  }
  const first = UNMINED.some((status) => status === attempt.status);
  await moveAttempt(ctx, attempt, "mined", { blockNumber: outcome.blockNumber, failure: null });
  if (first) await rail.crash?.at(`${attempt.purpose === "payout" ? "payout" : "sweep"}.mined`);
  return { outcome, final: isFinal(rail.chain, outcome) };
}

/**
 * Closes a mined transaction's row, with the end of the transaction, and the others of its nonce: they can never be mined. Errors:
 * VERSION_CONFLICT (another worker has closed it, or sees it no more, so that it is to be sent again).
 */
export function closeAttempt(
  tx: TxCtx,
  { id, chain, signer, nonce }: AttemptRow,
  { status, blockNumber, gasCost }: TxOutcome,
): Promise<void> {
  const others = waysBy(ATTEMPT, "another of its nonce is final");
  writeLast(tx, `nonce ${chain} ${signer} ${nonce}`, {
    sql: (n) => Prisma.sql`${Prisma.raw(`others_${n}`)} AS (UPDATE "TxAttempt" SET "status" = ${others.to}
      WHERE "chain" = ${chain} AND "signer" = ${signer} AND "nonce" = ${nonce} AND "id" <> ${id}::uuid AND "status" = ANY (${[...others.from]}::text[]))`,
  });
  const { from, to } = waysBy(ATTEMPT, status === "success" ? "final" : "final and reverted");
  return changeLast(
    tx,
    { table: "TxAttempt", id },
    Prisma.sql`UPDATE "TxAttempt" SET "status" = ${to}, "blockNumber" = ${blockNumber}, "gasCost" = ${gasCost.toString()}::numeric
      WHERE "id" = ${id}::uuid AND "status" = ANY (${[...from]}::text[])`,
  );
}

/** Everything that signing needs from outside, asked before the transaction that signs. */
export async function quote(broadcaster: Broadcaster, signer: string, call: { to: string; data: string; value: bigint }) {
  const [estimate, fees, balance, minedCount] = await Promise.all([
    broadcaster.estimateGas({ from: signer, ...call }),
    broadcaster.fees(),
    broadcaster.nativeBalance(signer),
    broadcaster.transactionCount(signer),
  ]);
  return { estimate, fees, balance, minedCount };
}
