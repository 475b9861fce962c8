import { DomainError, type NoticeChannel, type NoticeDeliveryState } from "@amanat/contracts";
import { newId, now, Prisma, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { AGAIN_MS } from "../rules.ts";
import { DELIVERY } from "../state.ts";

/** The only writer of deliveries (lint enforces it). */

export type DeliveryRow = RowOf<"NoticeDelivery">;

/** Items of one digest. */
const MOST_TOGETHER = 50;

export type NewDelivery = {
  readonly tenantId: string;
  readonly noticeId: string;
  readonly userId: string;
  readonly channel: NoticeChannel;
  readonly digest: boolean;
  readonly dueAt: Date;
};

/**
 * Deliveries of notices, each once for a notice and channel. A notice that has become more, and was pushed some time ago, is pushed again: a
 * push takes the place of the one before. Nothing else is said twice before it is read.
 */
export async function insertDeliveries(tx: TxCtx, deliveries: readonly NewDelivery[], at: Date): Promise<void> {
  if (deliveries.length === 0) return;
  for (const state of ["sent", "dropped"] as const) requireWay(DELIVERY, state, "waiting");
  const rows = deliveries.map((delivery) => ({ ...delivery, id: newId() }));
  await tx.tx.$executeRaw`
    INSERT INTO "NoticeDelivery" ("id", "tenantId", "noticeId", "userId", "channel", "digest", "dueAt", "createdAt")
    SELECT "id", "tenantId", "noticeId", "userId", "channel", "digest", "dueAt", ${at}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d("id" uuid, "tenantId" uuid, "noticeId" uuid, "userId" uuid, "channel" text,
      "digest" boolean, "dueAt" timestamptz)
    ON CONFLICT ("noticeId", "channel") DO UPDATE
    SET "status" = 'waiting', "dueAt" = EXCLUDED."dueAt", "createdAt" = EXCLUDED."createdAt", "attempts" = 0, "failure" = NULL, "closedAt" = NULL
    WHERE "NoticeDelivery"."channel" = 'push' AND "NoticeDelivery"."status" IN ('sent', 'dropped')
      AND "NoticeDelivery"."closedAt" < ${new Date(at.getTime() - AGAIN_MS)}`;
}

/** How many are due, at most `most`: one cheap question, without a transaction. */
export const dueStatement = (at: Prisma.Sql, most: number): Prisma.Sql => Prisma.sql`SELECT count(*)::int AS n FROM (
  SELECT FROM "NoticeDelivery" WHERE "status" = 'waiting' AND "dueAt" <= ${at} AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${at}) LIMIT ${most}) due`;

/**
 * Takes the delivery that is due the longest for one worker, with all that goes out together with it. A digest is taken by its oldest part
 * alone: two workers that each took a part would send two. `lost`: a worker that had it died, so it may have been sent.
 */
export async function leaseDue(tx: TxCtx, lease: string, seconds: number): Promise<readonly (DeliveryRow & { readonly lost: boolean })[]> {
  const at = await now(tx);
  const free = Prisma.sql`"status" = 'waiting' AND "dueAt" <= ${at} AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${at})`;
  const [first] = await tx.tx.$queryRaw<{ id: string; userId: string; channel: string; digest: boolean }[]>`
    SELECT "id"::text, "userId"::text, "channel", "digest" FROM "NoticeDelivery" d
    WHERE ${free} AND NOT ("digest" AND EXISTS (
      SELECT FROM "NoticeDelivery" o WHERE o."userId" = d."userId" AND o."channel" = d."channel" AND o."digest" AND o."status" = 'waiting'
        AND (o."dueAt", o."id") < (d."dueAt", d."id")))
    ORDER BY "dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!first) return [];
  const together = first.digest
    ? await tx.tx.$queryRaw<{ id: string }[]>`
        SELECT "id"::text FROM "NoticeDelivery"
        WHERE "userId" = ${first.userId}::uuid AND "channel" = ${first.channel} AND "digest" AND ${free}
        ORDER BY "dueAt", "id" LIMIT ${MOST_TOGETHER} FOR UPDATE SKIP LOCKED`
    : [];
  const ids = [...new Set([first.id, ...together.map(({ id }) => id)])];
  const before = await tx.tx.noticeDelivery.findMany({ where: { id: { in: ids } }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  await tx.tx.noticeDelivery.updateMany({
    where: { id: { in: ids } },
    data: { lease, leaseUntil: new Date(at.getTime() + seconds * 1_000), attempts: { increment: 1 } },
  });
  return before.map((row) => ({ ...row, lease, attempts: row.attempts + 1, lost: row.lease !== null }));
}

type Ids = { readonly ids: readonly string[]; readonly lease: string };

/** What became of deliveries that this worker has on lease; those it has no more are another's. */
export async function close(
  tx: TxCtx,
  { ids, lease }: Ids,
  to: Exclude<NoticeDeliveryState, "waiting">,
  failure: string | null,
): Promise<void> {
  if (ids.length === 0) return;
  requireWay(DELIVERY, "waiting", to);
  await tx.tx.noticeDelivery.updateMany({
    where: { id: { in: [...ids] }, lease, status: "waiting" },
    data: { status: to, failure: failure?.slice(0, 500) ?? null, closedAt: await now(tx), lease: null, leaseUntil: null },
  });
}

/** Tried again at `dueAt`. */
export async function postpone(tx: TxCtx, { ids, lease }: Ids, dueAt: Date, failure: string): Promise<void> {
  await tx.tx.noticeDelivery.updateMany({
    where: { id: { in: [...ids] }, lease, status: "waiting" },
    data: { dueAt, failure: failure.slice(0, 500), lease: null, leaseUntil: null },
  });
}

/** An operator has it tried once more. Errors: INVALID_STATE (neither dead nor unknown). */
export async function renew(tx: TxCtx, id: string): Promise<void> {
  for (const state of ["dead", "unknown"] as const) requireWay(DELIVERY, state, "waiting");
  const at = await now(tx);
  const { count } = await tx.tx.noticeDelivery.updateMany({
    where: { id, status: { in: ["dead", "unknown"] } },
    data: { status: "waiting", dueAt: at, createdAt: at, attempts: 0, closedAt: null, lease: null, leaseUntil: null },
  });
  if (count === 0) throw new DomainError("INVALID_STATE");
}

/** Their notices are forgotten, and so are they. */
export async function forgetDeliveries(tx: TxCtx, noticeIds: readonly string[]): Promise<void> {
  await tx.tx.noticeDelivery.deleteMany({ where: { noticeId: { in: [...noticeIds] } } });
}
