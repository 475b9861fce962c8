import { type Ctx, now, type TxCtx } from "./context.ts";
import type { Deadline } from "./generated/client.ts";
import { requireSystem } from "./guards.ts";
import { newId } from "./ids.ts";
import { inTransaction } from "./transaction.ts";

export type DeadlineKey = { purpose: string; subjectId: string };

/** Sets (or sets anew) the one timer of a purpose on a subject; a paused or closed one runs again. */
export async function setDeadline(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }): Promise<void> {
  const { purpose, subjectId, dueAt } = deadline;
  const fresh = { dueAt, status: "pending", pausedAt: null, attempts: 0, failure: null, closedAt: null } as const;
  await tx.tx.deadline.upsert({
    where: { purpose_subjectId: { purpose, subjectId } },
    create: { id: newId(), tenantId: tx.actor.tenantId, purpose, subjectId, dueAt },
    update: fresh,
  });
}

/**
 * Sets a timer that is set once for good: whatever comes later, it is not set anew. Answers whether it still runs, so that what
 * it bounds can not be begun over and over.
 */
export async function setDeadlineOnce(tx: TxCtx, deadline: DeadlineKey & { dueAt: Date }): Promise<boolean> {
  const { purpose, subjectId, dueAt } = deadline;
  await tx.tx.deadline.createMany({
    data: [{ id: newId(), tenantId: tx.actor.tenantId, purpose, subjectId, dueAt }],
    skipDuplicates: true,
  });
  const row = await tx.tx.deadline.findUnique({ where: { purpose_subjectId: { purpose, subjectId } } });
  return row?.status === "pending";
}

/** Stops the clock of a pending timer; what is left of it is kept. Nothing happens if it is not running. */
export async function pauseDeadline(tx: TxCtx, key: DeadlineKey): Promise<void> {
  await tx.tx.deadline.updateMany({ where: { ...pick(key), status: "pending", pausedAt: null }, data: { pausedAt: await now(tx) } });
}

/** Lets a paused timer run on with what was left of it. */
export async function resumeDeadline(tx: TxCtx, key: DeadlineKey): Promise<void> {
  const at = await now(tx);
  await tx.tx.$executeRaw`
    UPDATE "Deadline" SET "dueAt" = "dueAt" + (${at}::timestamptz - "pausedAt"), "pausedAt" = NULL
    WHERE "purpose" = ${key.purpose} AND "subjectId" = ${key.subjectId}::uuid AND "status" = 'pending' AND "pausedAt" IS NOT NULL`;
}

/** Ends a timer: `done` when it fired, `cancelled` when what it waited for happened first. */
export async function closeDeadline(tx: TxCtx, key: DeadlineKey, outcome: "done" | "cancelled" = "cancelled"): Promise<void> {
  await tx.tx.deadline.updateMany({ where: { ...pick(key), status: "pending" }, data: { status: outcome, closedAt: await now(tx) } });
}

/**
 * Locks the most overdue timer nobody else is working on, or answers null. The lock lasts as long as the
 * transaction, in which the caller acts and then closes the timer or calls `postponeDeadline`.
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

/** Keeps a timer whose action failed, to be tried again at `dueAt`, with the reason for the operator. */
export async function postponeDeadline(tx: TxCtx, key: DeadlineKey, dueAt: Date, failure: string): Promise<void> {
  await tx.tx.deadline.updateMany({
    where: { ...pick(key), status: "pending" },
    data: { dueAt, failure: failure.slice(0, 500), attempts: { increment: 1 } },
  });
}

/** What each purpose does when it is due: it acts on its subject and ends or moves its own row, in the transaction it is given. */
export type Timers = Readonly<Record<string, (tx: TxCtx, subjectId: string) => Promise<void>>>;

/**
 * Does what a due deadline says and closes it, in one transaction (the caller's, when it has one).
 * A row that is closed, paused or not due by the clock does nothing: the row decides, whoever calls.
 * Errors: FORBIDDEN (not the system), NOT_FOUND (its subject is gone).
 */
export async function runTimer(ctx: Ctx, timers: Timers, { purpose, subjectId }: DeadlineKey): Promise<void> {
  requireSystem(ctx.actor);
  const timer = Object.hasOwn(timers, purpose) ? timers[purpose] : undefined;
  if (!timer) throw new Error(`no timer answers for ${purpose}`);
  await inTransaction(ctx, async (tx) => {
    // Lock the row first: a renewal that commits meanwhile moves `dueAt`, and then this is not due.
    await tx.tx.$queryRaw`SELECT 1 FROM "Deadline" WHERE "purpose" = ${purpose} AND "subjectId" = ${subjectId}::uuid FOR UPDATE`;
    const row = await tx.tx.deadline.findUnique({ where: { purpose_subjectId: { purpose, subjectId } } });
    if (!row || row.status !== "pending" || row.pausedAt !== null || row.dueAt > (await now(tx))) return;
    await timer(tx, subjectId);
  });
}

function pick({ purpose, subjectId }: DeadlineKey): DeadlineKey {
  return { purpose, subjectId };
}
