import {
  appendEvents,
  type Ctx,
  type DeadlineKey,
  heartbeats,
  inTransaction,
  now,
  Prisma,
  requireSystem,
  rowsOf,
  setting,
  type TxCtx,
} from "@amanat/db";
import { after } from "@amanat/deals";
import { SETTINGS } from "../settings.ts";
import { caseEvent } from "./events.ts";
import { type CaseRow, casesWhere, lockCaseRow } from "./rows.ts";
import { changeCase, CLOCKS } from "./write-cases.ts";

/**
 * Outages: while people can not reach the platform, the clocks of their cases must not run. The worker notes every few seconds that the platform
 * works as a whole. Where it finds a gap, every running clock of a case is put off by as long, and each case says so.
 */

/** A process that was last seen longer ago is down. */
const SILENT_MS = 60_000;
/** Processes without which people can not act. */
const NEEDED = ["web"];
/** How long a clock waits that is due before the gap was measured. */
const LOOK_AGAIN_MINUTES = 1;

async function lastSeen(ctx: Ctx): Promise<Date | null> {
  const [row] = await rowsOf<{ seenAt: Date }>(
    ctx,
    Prisma.sql`SELECT "seenAt" FROM "DisputeUptime" WHERE "tenantId" = ${ctx.actor.tenantId}::uuid`,
  );
  return row?.seenAt ?? null;
}

/** Whether the platform is down, or was and the gap is not measured yet: then a clock that is due waits for that. Returns whether it was put off. */
export async function putOffByOutage(tx: TxCtx, { purpose, subjectId }: DeadlineKey): Promise<boolean> {
  const [seen, at] = [await lastSeen(tx), await now(tx)];
  const minutes = await setting(tx, SETTINGS.outageMinutes);
  if (seen === null || at < after(seen, minutes, "minutes")) return false;
  const dueAt = after(at, LOOK_AGAIN_MINUTES, "minutes");
  await tx.tx.deadline.updateMany({ where: { purpose, subjectId, status: "pending" }, data: { dueAt } });
  return true;
}

/** Whether everything that people need is alive. Where no process has ever said so (tests of a part), nothing is known to be down. */
async function isUp(ctx: Ctx): Promise<boolean> {
  const beats = await heartbeats(ctx);
  return NEEDED.every((name) => {
    const known = beats.filter(({ process }) => process === name || process.startsWith(`${name}:`));
    return known.length === 0 || known.some(({ ageMs }) => ageMs < SILENT_MS);
  });
}

/**
 * Notes that the platform works, and puts the clocks of cases off by the gap since it was last noted, where that is an outage. Returns the gap
 * in milliseconds; zero without one. Errors: FORBIDDEN (not the system).
 */
export async function watchOutage(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  if (!(await isUp(ctx))) return 0;
  return inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const [row] = await tx.tx.$queryRaw<{ was: Date | null }[]>`
      INSERT INTO "DisputeUptime" ("tenantId", "seenAt") VALUES (${tx.actor.tenantId}::uuid, ${at})
      ON CONFLICT ("tenantId") DO UPDATE SET "seenAt" = greatest("DisputeUptime"."seenAt", EXCLUDED."seenAt") RETURNING old."seenAt" AS was`;
    const was = row?.was ?? null;
    const minutes = await setting(tx, SETTINGS.outageMinutes);
    if (was === null || at < after(was, minutes, "minutes")) return 0;
    const gap = at.getTime() - was.getTime();
    await putOff(tx, { from: was, gap });
    return gap;
  });
}

/** The cases are locked before their clocks, as everywhere. */
async function putOff(tx: TxCtx, { from, gap }: { from: Date; gap: number }): Promise<void> {
  const running: CaseRow[] = [];
  for (const found of await casesWhere(tx, Prisma.sql`c."closedAt" IS NULL ORDER BY c."id"`)) {
    const row = await lockCaseRow(tx, found.id);
    if (row?.closedAt === null) running.push(row);
  }
  const ids = running.map(({ id }) => id);
  const moved = await tx.tx.$queryRaw<{ id: string; dueAt: Date }[]>`
    UPDATE "Deadline" SET "dueAt" = greatest("dueAt", ${from}) + make_interval(secs => ${gap / 1_000})
    WHERE "status" = 'pending' AND "tenantId" = ${tx.actor.tenantId}::uuid
      AND ("purpose" = 'dispute_offer' OR ("purpose" = ANY (${[...CLOCKS]}::text[]) AND "subjectId" = ANY (${ids}::uuid[])))
    RETURNING "subjectId"::text AS id, "dueAt"`;
  for (const row of running) {
    const until = moved.find(({ id }) => id === row.id)?.dueAt;
    if (until === undefined) continue;
    const data = { from: from.toISOString(), seconds: Math.round(gap / 1_000) };
    const told = await changeCase(tx, row, { said: [{ kind: "outage", by: "system", author: null, data }] });
    await appendEvents(tx, [caseEvent("dispute.time_moved.v1", told, "system", { until: until.toISOString(), cause: "outage" })]);
  }
}
