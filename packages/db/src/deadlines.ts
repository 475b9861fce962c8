import { BrokenInvariant, DomainError } from "@amanat/contracts";
import { type Ctx, now, timeAtEnd, type Tx, type TxCtx } from "./context.ts";
import { writeEnding, writeLast } from "./ending.ts";
import { type Deadline, Prisma } from "./generated/client.ts";
import { requireSystem } from "./guards.ts";
import { newId } from "./ids.ts";
import { inTransaction } from "./transaction.ts";

export type DeadlineKey = { purpose: string; subjectId: string };

export type Closing = DeadlineKey & { readonly outcome?: "done" | "cancelled" };
/** What the end of the transaction does with a timer: it starts, or it is closed. */
type AtEnd = DeadlineKey & ({ dueAt: Date } | { outcome: "done" | "cancelled" });

const atEnd = new WeakMap<Tx, Map<string, AtEnd>>();
const nameOf = ({ purpose, subjectId }: DeadlineKey): string => `${purpose} ${subjectId}`;

async function leaveToEnd(tx: TxCtx, one: AtEnd): Promise<void> {
  const all = atEnd.get(tx.tx) ?? new Map<string, AtEnd>();
  all.set(nameOf(one), one);
  atEnd.set(tx.tx, all);
  const at = await timeAtEnd(tx);
  writeLast(tx, "deadlines", {
    sql() {
      atEnd.delete(tx.tx);
      return changed(tx, [...all.values()], at);
    },
  });
}

const changed = (tx: TxCtx, all: readonly AtEnd[], at: Date | null): Prisma.Sql => Prisma.sql`deadlines AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(all)}::jsonb) AS d("purpose" text, "subjectId" uuid, "dueAt" timestamptz, "outcome" text)
  ), started AS (
    INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
    SELECT uuidv7(), ${tx.actor.tenantId}::uuid, "purpose", "subjectId", "dueAt" FROM deadlines WHERE "dueAt" IS NOT NULL
  ), closed AS (
    UPDATE "Deadline" d SET "status" = c."outcome"::"DeadlineStatus", "closedAt" = coalesce(${at}::timestamptz, statement_timestamp())
    FROM deadlines c WHERE d."purpose" = c."purpose" AND d."subjectId" = c."subjectId" AND d."status" = 'pending' AND c."outcome" IS NOT NULL
  )`;

/** Whoever asks for the row of a timer, or changes it at once, must see what was left to the end. */
async function settled(tx: TxCtx, key: DeadlineKey): Promise<void> {
  if (atEnd.get(tx.tx)?.has(nameOf(key)) === true) await writeEnding(tx);
}

/** Starts the timer of a subject that this transaction has made. It starts with the end of the transaction. */
export function startDeadline(tx: TxCtx, { purpose, subjectId, dueAt }: DeadlineKey & { dueAt: Date }): Promise<void> {
  return leaveToEnd(tx, { purpose, subjectId, dueAt });
}

/**
 * Sets the one timer of a purpose on a subject. A paused or closed timer runs again. The caller holds the subject's lock.
 * Errors: VERSION_CONFLICT (somebody else started or ended the timer meanwhile, so the subject was not locked).
 */
export async function setDeadline(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }): Promise<void> {
  await upsert(tx, deadline, Prisma.sql`EXCLUDED."dueAt"`);
}

async function upsert(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }, date: Prisma.Sql): Promise<Date> {
  const { purpose, subjectId, dueAt } = deadline;
  await settled(tx, deadline);
  // The inner SELECT sees the row as it was before the statement waited for anybody: a status that has changed meanwhile is not written over.
  const [set] = await tx.tx.$queryRaw<{ dueAt: Date }[]>`
    INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
    VALUES (${newId()}::uuid, ${tx.actor.tenantId}::uuid, ${purpose}, ${subjectId}::uuid, ${dueAt})
    ON CONFLICT ("purpose", "subjectId") DO UPDATE
    SET "dueAt" = ${date}, "status" = 'pending', "pausedAt" = NULL, "attempts" = 0, "failure" = NULL, "closedAt" = NULL
    WHERE "Deadline"."status" = (SELECT d."status" FROM "Deadline" d WHERE d."purpose" = ${purpose} AND d."subjectId" = ${subjectId}::uuid)
    RETURNING "dueAt"`;
  if (!set) throw new DomainError("VERSION_CONFLICT");
  return set.dueAt;
}

/** As `setDeadline`, but a running timer that is due later keeps its date. Returns the date. */
export async function setDeadlineAtLeast(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }): Promise<Date> {
  return upsert(
    tx,
    deadline,
    Prisma.sql`CASE WHEN "Deadline"."status" = 'pending' THEN greatest("Deadline"."dueAt", EXCLUDED."dueAt") ELSE EXCLUDED."dueAt" END`,
  );
}

/**
 * Sets a timer that can be set only once for a subject. Returns whether it is still running, so that what it limits can not be started
 * over and over.
 */
export async function setDeadlineOnce(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }): Promise<boolean> {
  const { purpose, subjectId, dueAt } = deadline;
  await settled(tx, deadline);
  // A row that is there is locked and returned as it is.
  const [row] = await tx.tx.$queryRaw<{ pending: boolean }[]>`
    INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
    VALUES (${newId()}::uuid, ${tx.actor.tenantId}::uuid, ${purpose}, ${subjectId}::uuid, ${dueAt})
    ON CONFLICT ("purpose", "subjectId") DO UPDATE SET "purpose" = EXCLUDED."purpose" RETURNING "status" = 'pending' AS pending`;
  return row?.pending ?? false;
}

/** Pauses a timer for a bounded time: once, by a second timer that is set only once for a subject. Does nothing when that has run out. */
export async function pauseOnce(tx: TxCtx, { purpose, subjectId }: DeadlineKey, limit: { purpose: string; dueAt: Date }): Promise<void> {
  await settled(tx, { purpose, subjectId });
  await settled(tx, { purpose: limit.purpose, subjectId });
  await tx.tx.$executeRaw`
    WITH once AS (
      INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
      VALUES (${newId()}::uuid, ${tx.actor.tenantId}::uuid, ${limit.purpose}, ${subjectId}::uuid, ${limit.dueAt})
      ON CONFLICT ("purpose", "subjectId") DO UPDATE SET "purpose" = EXCLUDED."purpose" RETURNING "status"
    )
    UPDATE "Deadline" d SET "pausedAt" = ${await now(tx)} FROM once
    WHERE once."status" = 'pending' AND d."purpose" = ${purpose} AND d."subjectId" = ${subjectId}::uuid AND d."status" = 'pending' AND d."pausedAt" IS NULL`;
}

/** Pauses a pending timer and keeps its remaining time. Does nothing when it is not running. */
export async function pauseDeadline(tx: TxCtx, key: DeadlineKey): Promise<void> {
  await settled(tx, key);
  await tx.tx.deadline.updateMany({ where: { ...pick(key), status: "pending", pausedAt: null }, data: { pausedAt: await now(tx) } });
}

/** Resumes a paused timer with its remaining time. */
export async function resumeDeadline(tx: TxCtx, key: DeadlineKey): Promise<void> {
  await settled(tx, key);
  const at = await now(tx);
  await tx.tx.$executeRaw`
    UPDATE "Deadline" SET "dueAt" = "dueAt" + (${at}::timestamptz - "pausedAt"), "pausedAt" = NULL
    WHERE "purpose" = ${key.purpose} AND "subjectId" = ${key.subjectId}::uuid AND "status" = 'pending' AND "pausedAt" IS NOT NULL`;
}

/** Ends a timer, with the end of the transaction: `done` when it fired, `cancelled` when it is no longer needed. */
export async function closeDeadline(tx: TxCtx, key: DeadlineKey, outcome: "done" | "cancelled" = "cancelled"): Promise<void> {
  const own = atEnd.get(tx.tx)?.get(nameOf(key));
  // Started in this very transaction: its row is written first.
  if (own !== undefined && "dueAt" in own) await writeEnding(tx);
  await leaveToEnd(tx, { ...pick(key), outcome });
}

/** Ends several timers, as `closeDeadline` does. */
export async function closeDeadlines(tx: TxCtx, closings: readonly Closing[]): Promise<void> {
  for (const { outcome, ...key } of closings) await closeDeadline(tx, key, outcome);
}

/**
 * Locks the most overdue timer that nobody else is working on; null when there is none. The lock lasts as long as the transaction, in
 * which the caller acts and then closes the timer or calls `postponeDeadline`.
 */
export async function takeDueDeadline(tx: TxCtx, purposes: readonly string[]): Promise<Deadline | null> {
  const at = await now(tx);
  const rows = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Deadline"
    WHERE "status" = 'pending' AND "pausedAt" IS NULL AND "dueAt" <= ${at} AND "purpose" = ANY (${[...purposes]}::text[])
    ORDER BY "dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  const [row] = rows;
  return row ? tx.tx.deadline.findUnique({ where: { id: row.id } }) : null;
}

/** Reschedules a timer whose action failed, with the reason for the operator. */
export async function postponeDeadline(tx: TxCtx, key: DeadlineKey, dueAt: Date, failure: string): Promise<void> {
  await settled(tx, key);
  await tx.tx.deadline.updateMany({
    where: { ...pick(key), status: "pending" },
    data: { dueAt, failure: failure.slice(0, 500), attempts: { increment: 1 } },
  });
}

type PutOff = { readonly purposes: readonly string[]; readonly from: Date; readonly ms: number; readonly running: boolean };

/**
 * Puts timers of these purposes off by `ms`, as if the time since `from` had not been: what came due meanwhile was due at `from`. Paused ones
 * run again; without `running` these alone. Returns the timers that were moved, with their new dates.
 */
export async function putOffDeadlines(
  tx: TxCtx,
  { purposes, from, ms, running }: PutOff,
): Promise<readonly (DeadlineKey & { dueAt: Date })[]> {
  await writeEnding(tx);
  return tx.tx.$queryRaw`
    UPDATE "Deadline" SET "dueAt" = greatest("dueAt", ${from}) + make_interval(secs => ${ms / 1_000}), "pausedAt" = NULL
    WHERE "status" = 'pending' AND "tenantId" = ${tx.actor.tenantId}::uuid AND "purpose" = ANY (${[...purposes]}::text[])
      AND (${running}::boolean OR "pausedAt" IS NOT NULL)
    RETURNING "purpose", "subjectId"::text, "dueAt"`;
}

/** The action of each purpose. It acts on its subject and ends or moves its own timer, in the given transaction. */
export type Timers = Readonly<Record<string, (tx: TxCtx, subjectId: string) => Promise<void>>>;

/**
 * Runs a due timer's action, which ends or moves its own timer, in one transaction (the caller's, if it has one). A timer that is closed,
 * paused or not due by the clock does nothing: the row decides, whoever calls.
 * Errors: FORBIDDEN (not the system), NOT_FOUND (its subject is gone).
 */
export async function runTimer(ctx: Ctx, timers: Timers, { purpose, subjectId }: DeadlineKey): Promise<void> {
  requireSystem(ctx.actor);
  const timer = Object.hasOwn(timers, purpose) ? timers[purpose] : undefined;
  if (!timer) throw new BrokenInvariant(`no timer answers for ${purpose}`);
  await inTransaction(ctx, async (tx) => {
    // The row is locked first: if a renewal commits meanwhile, `dueAt` has moved and the timer is not due.
    await tx.tx.$queryRaw`SELECT 1 FROM "Deadline" WHERE "purpose" = ${purpose} AND "subjectId" = ${subjectId}::uuid FOR UPDATE`;
    const row = await tx.tx.deadline.findUnique({ where: { purpose_subjectId: { purpose, subjectId } } });
    if (!row || row.status !== "pending" || row.pausedAt !== null || row.dueAt > (await now(tx))) return;
    await timer(tx, subjectId);
  });
}

function pick({ purpose, subjectId }: DeadlineKey): DeadlineKey {
  return { purpose, subjectId };
}
