import {
  appendEvents,
  type Ctx,
  type DeadlineKey,
  heartbeats,
  inTransaction,
  now,
  pauseDeadline,
  Prisma,
  putOffDeadlines,
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
/** The least that `outageMinutes` can be. */
const SHORTEST_OUTAGE_MS = 60_000;

async function lastSeen(ctx: Ctx): Promise<Date | null> {
  const [row] = await rowsOf<{ seenAt: Date }>(
    ctx,
    Prisma.sql`SELECT "seenAt" FROM "DisputeUptime" WHERE "tenantId" = ${ctx.actor.tenantId}::uuid`,
  );
  return row?.seenAt ?? null;
}

/**
 * Whether the platform is down, or was and the gap is not measured yet: then a clock that is due waits for that, and runs again with the gap
 * added to it. Returns whether it waits.
 */
export async function putOffByOutage(tx: TxCtx, timer: DeadlineKey): Promise<boolean> {
  const seen = await lastSeen(tx);
  if (seen === null || !(await isOutage(tx, seen))) return false;
  await pauseDeadline(tx, timer);
  return true;
}

async function isOutage(tx: TxCtx, since: Date): Promise<boolean> {
  return (await now(tx)) >= after(since, await setting(tx, SETTINGS.outageMinutes), "minutes");
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
    if (was === null) return 0;
    const outage = { from: was, ms: at.getTime() - was.getTime() };
    const running = await isOutage(tx, was);
    if (running || outage.ms >= SHORTEST_OUTAGE_MS) await putOff(tx, { ...outage, running });
    return running ? outage.ms : 0;
  });
}

/**
 * The cases are locked before their clocks, as everywhere. Below what counts as an outage now, only clocks that wait for this are moved: what
 * counts may have been changed meanwhile.
 */
async function putOff(tx: TxCtx, outage: { readonly from: Date; readonly ms: number; readonly running: boolean }): Promise<void> {
  const live: CaseRow[] = [];
  for (const found of await casesWhere(tx, Prisma.sql`c."closedAt" IS NULL ORDER BY c."id"`)) {
    const row = await lockCaseRow(tx, found.id);
    if (row?.closedAt === null) live.push(row);
  }
  const moved = await putOffDeadlines(tx, { ...outage, purposes: [...CLOCKS, "dispute_offer"] });
  for (const row of live) {
    const until = moved.find(({ purpose, subjectId }) => purpose !== "dispute_last" && subjectId === row.id)?.dueAt;
    const last = moved.find(({ purpose, subjectId }) => purpose === "dispute_last" && subjectId === row.id)?.dueAt;
    const told = until ?? last;
    if (told === undefined) continue;
    const data = { from: outage.from.toISOString(), seconds: Math.round(outage.ms / 1_000) };
    const written = await changeCase(tx, row, { said: [{ kind: "outage", by: "system", author: null, data }] });
    await appendEvents(tx, [caseEvent("dispute.time_moved.v1", written, "system", { until: told.toISOString(), cause: "outage" })]);
  }
}
