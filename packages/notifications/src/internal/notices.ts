import { NOBODY_NAME, publicId } from "@amanat/contracts";
import { appendEvents, newId, Prisma, type RowOf, type Tx, type TxCtx } from "@amanat/db";
import type { Named } from "./sentences.ts";

/** The only writer of notices (lint enforces it). */

export type NoticeRow = RowOf<"Notice">;

export type NewNotice = {
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: string;
  readonly cause: string;
  readonly subjectId: string;
  /** Whose name it says. */
  readonly actorId: string | null;
  /** Whose words its title is, where they go with them. */
  readonly titledById: string | null;
  readonly collapse: string | null;
  readonly said: Named;
  readonly place: string;
  readonly by: Date | null;
  readonly clock: string | null;
};

/**
 * Writes what people are told, each cause once for a person and kind. What collapses goes into the unread notice with its key. Returns the
 * notices that are new, or have become more.
 */
export async function insertNotices(tx: TxCtx, notices: readonly NewNotice[], at: Date): Promise<NoticeRow[]> {
  const plain = notices.filter(({ collapse }) => collapse === null);
  const rows: NoticeRow[] = [];
  if (plain.length > 0)
    rows.push(
      ...(await tx.tx.notice.createManyAndReturn({
        data: plain.map(({ said, ...notice }) => ({ ...notice, said: { ...said }, id: newId(), createdAt: at })),
        skipDuplicates: true,
      })),
    );
  // One after the other: two of a page may be about the same thing.
  for (const notice of notices) {
    if (notice.collapse === null) continue;
    const id = await collapsed(tx, notice, at);
    if (id !== null) rows.push(await tx.tx.notice.findUniqueOrThrow({ where: { id } }));
  }
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

async function collapsed(tx: TxCtx, notice: NewNotice, at: Date): Promise<string | null> {
  const { tenantId, userId, kind, cause, subjectId, actorId, titledById, collapse, said, place, by, clock } = notice;
  const [row] = await tx.tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Notice" ("id", "tenantId", "userId", "kind", "cause", "subjectId", "actorId", "titledById", "collapse", "said", "place",
      "by", "clock", "createdAt")
    SELECT ${newId()}::uuid, ${tenantId}::uuid, ${userId}::uuid, ${kind}, ${cause}, ${subjectId}::uuid, ${actorId}::uuid, ${titledById}::uuid, ${collapse}, ${JSON.stringify(said)}::jsonb,
      ${place}, ${by}::timestamptz, ${clock}, ${at}
    WHERE NOT EXISTS (SELECT FROM "Notice" WHERE "userId" = ${userId}::uuid AND "cause" = ${cause} AND "kind" = ${kind})
    ON CONFLICT ("userId", "collapse") WHERE "readAt" IS NULL AND "collapse" IS NOT NULL DO UPDATE
    SET "count" = "Notice"."count" + 1, "cause" = EXCLUDED."cause", "kind" = EXCLUDED."kind", "actorId" = EXCLUDED."actorId", "titledById" = EXCLUDED."titledById", "said" = EXCLUDED."said", "place" = EXCLUDED."place",
      "by" = EXCLUDED."by", "clock" = EXCLUDED."clock", "createdAt" = EXCLUDED."createdAt"
    RETURNING "id"::text`;
  return row?.id ?? null;
}

/** Marks one of a person's notices. True where it was unread. */
export async function markRead(tx: { readonly tx: Tx }, userId: string, id: string, at: Date): Promise<boolean> {
  const { count } = await tx.tx.notice.updateMany({ where: { id, userId, readAt: null }, data: { readAt: at } });
  return count > 0;
}

/** Marks a person's notices up to a moment. Returns how many were unread. */
export async function markAllRead(tx: { readonly tx: Tx }, userId: string, until: Date, at: Date): Promise<number> {
  const { count } = await tx.tx.notice.updateMany({ where: { userId, readAt: null, createdAt: { lte: until } }, data: { readAt: at } });
  return count;
}

/** Of each of these clocks there is a newer warning: what was said of it before is over. */
export async function supersede(
  tx: TxCtx,
  clocks: readonly { readonly purpose: string; readonly subjectId: string }[],
  at: Date,
): Promise<void> {
  for (const { purpose, subjectId } of clocks)
    await tx.tx.notice.updateMany({ where: { clock: purpose, subjectId, readAt: null }, data: { readAt: at } });
}

/** Takes a person's name and words from what others were told, once they go. Returns how many of at most so many of each. */
export async function forgetWords(tx: TxCtx, userId: string, most: number): Promise<number> {
  const names = await tx.tx.$executeRaw`
    UPDATE "Notice" SET "said" = jsonb_set("said", '{actor}', to_jsonb(${NOBODY_NAME}::text)) WHERE "id" IN (
      SELECT "id" FROM "Notice" WHERE "actorId" = ${userId}::uuid AND "said" ->> 'actor' <> ${NOBODY_NAME} LIMIT ${most}::int)`;
  const titles = await tx.tx.$executeRaw`
    UPDATE "Notice" SET "said" = jsonb_set("said", '{title}', to_jsonb(${NOBODY_NAME}::text)) WHERE "id" IN (
      SELECT "id" FROM "Notice" WHERE "titledById" = ${userId}::uuid AND "said" ->> 'title' <> ${NOBODY_NAME} LIMIT ${most}::int)`;
  return names + titles;
}

/** The oldest notices from before a moment, taken by one worker. */
export async function takeOld(tx: TxCtx, before: Date, most: number): Promise<string[]> {
  const rows = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Notice" WHERE "createdAt" < ${before} ORDER BY "createdAt" LIMIT ${most} FOR UPDATE SKIP LOCKED`;
  return rows.map(({ id }) => id);
}

export async function forgetNotices(tx: TxCtx, ids: readonly string[]): Promise<number> {
  const { count } = await tx.tx.notice.deleteMany({ where: { id: { in: [...ids] } } });
  return count;
}

/** Says to the pages of these people that what they were told is not as it was. Consumers and feeds are not told: that would have no end. */
export async function sayChanged(tx: TxCtx, changes: ReadonlyMap<string, string | null>): Promise<void> {
  await appendEvents(
    tx,
    [...changes].map(([userId, id]) => ({
      type: "notice.changed.v1",
      subjectId: userId,
      payload: { noticeId: id === null ? null : publicId("notice", id) },
      channels: [`user:${userId}`],
      actorRole: "system",
      reacts: false,
    })),
  );
}

/** Of these notices, those that still stand for the date their clock says now, by id. Those without a clock always do. */
export async function standing(tx: TxCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT n."id"::text FROM "Notice" n WHERE n."id" = ANY(${[...ids]}::uuid[]) AND (n."clock" IS NULL OR EXISTS (
      SELECT FROM "Deadline" d WHERE d."purpose" = n."clock" AND d."subjectId" = n."subjectId" AND d."status" = 'pending' AND d."pausedAt" IS NULL
        AND d."dueAt" = n."by"))`);
  return new Set(rows.map(({ id }) => id));
}

/** Some of what a person was told, whatever its age. */
export async function noticesOf(tx: TxCtx, userId: string, most: number): Promise<string[]> {
  const rows = await tx.tx.notice.findMany({ where: { userId }, select: { id: true }, take: most });
  return rows.map(({ id }) => id);
}
