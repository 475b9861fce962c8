import type { TxCtx } from "@amanat/db";

/** The only writer of warnings (lint enforces it). */

/** A date of a clock that comes near, and how long before it this warning is. */
export type Coming = { readonly purpose: string; readonly subjectId: string; readonly dueAt: Date; readonly leadMs: number };
export type Lead = { readonly purpose: string; readonly leadMs: number };

/**
 * Takes the dates that come near and were not warned of, and notes that they are. The timer itself is asked, so a date that was moved is warned
 * of as the new one. A clock that was started with little more than the lead is not: whoever started it has just read the date.
 */
export async function takeComing(tx: TxCtx, leads: readonly Lead[], at: Date, most: number): Promise<Coming[]> {
  return tx.tx.$queryRaw<Coming[]>`
    INSERT INTO "NoticeWarning" ("purpose", "subjectId", "dueAt", "leadMs")
    SELECT d."purpose", d."subjectId", d."dueAt", l."leadMs"
    FROM jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) AS l("purpose" text, "leadMs" int)
    JOIN "Deadline" d ON d."purpose" = l."purpose" AND d."status" = 'pending' AND d."pausedAt" IS NULL AND d."tenantId" = ${tx.actor.tenantId}::uuid
      AND d."dueAt" > ${at} AND d."dueAt" <= ${at}::timestamptz + l."leadMs" * interval '1 millisecond'
      AND d."dueAt" - d."createdAt" > l."leadMs" * interval '1.5 milliseconds'
    WHERE NOT EXISTS (SELECT FROM "NoticeWarning" w
      WHERE w."purpose" = d."purpose" AND w."subjectId" = d."subjectId" AND w."dueAt" = d."dueAt" AND w."leadMs" = l."leadMs")
    ORDER BY d."dueAt" LIMIT ${most}
    ON CONFLICT DO NOTHING
    RETURNING "purpose", "subjectId"::text, "dueAt", "leadMs"`;
}

export async function forgetWarnings(tx: TxCtx, before: Date, most: number): Promise<void> {
  await tx.tx.$executeRaw`
    DELETE FROM "NoticeWarning" WHERE ("purpose", "subjectId", "dueAt", "leadMs") IN (
      SELECT "purpose", "subjectId", "dueAt", "leadMs" FROM "NoticeWarning" WHERE "dueAt" < ${before} ORDER BY "dueAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`;
}
