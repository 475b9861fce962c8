import { audit, type Ctx, inTransaction, now, type OldRow, type Purgeable, requireSystem, type TxCtx } from "@amanat/db";
import { heldAmong } from "../internal/holds.ts";
import { sayChanged } from "../internal/news.ts";
import { policiesOf } from "../internal/policies.ts";
import { duePurge, markedRows, markRows, movePurge, type PurgeRow, unmark } from "../internal/purges.ts";
import type { RetentionPorts } from "../ports.ts";
import { AUTO_MS, PASS, SAMPLES } from "../rules.ts";
import { begin } from "./start-purge.ts";

/** Passes of a turn. */
const AT_ONCE = 20;

/**
 * Goes on with clearings that are due, a bounded pass in a transaction of its own each: marks what is old and not held, and, when the time to take
 * it back is over, takes away what is marked and not held since. One that dies goes on where its last pass ended. Returns how many passes it made.
 * Errors: FORBIDDEN (no process of ours).
 */
export async function advancePurges(ctx: Ctx, { purgeables }: Pick<RetentionPorts, "purgeables">): Promise<number> {
  requireSystem(ctx.actor);
  for (let passes = 0; passes < AT_ONCE; passes += 1) {
    const moved = await inTransaction(ctx, async (tx) => {
      const row = await duePurge(tx);
      const of = row && purgeables().find(({ kind }) => kind === row.kind);
      if (!row || !of) return false;
      await (row.status === "marking" ? mark(tx, row, of) : clear(tx, row, of));
      return true;
    });
    if (!moved) return passes;
  }
  return AT_ONCE;
}

/** Those that no legal hold keeps, and what is held of the rest. */
async function sorted(tx: TxCtx, rows: readonly OldRow[]): Promise<{ free: string[]; kept: OldRow[]; held: string[] }> {
  const held = await heldAmong(
    tx,
    rows.flatMap(({ subjects }) => subjects),
  );
  const isKept = ({ subjects }: OldRow) => subjects.some((subject) => held.has(subject));
  return { free: rows.filter((row) => !isKept(row)).map(({ id }) => id), kept: rows.filter(isKept), held: [...held] };
}

const named = (row: PurgeRow, held: readonly string[]): string[] => [...new Set([...row.heldSubjects, ...held])].slice(0, SAMPLES);

async function mark(tx: TxCtx, row: PurgeRow, of: Purgeable): Promise<void> {
  const rows = await of.old(tx, { before: row.before, from: row.place, only: null, limit: PASS });
  const { free, kept, held } = await sorted(tx, rows);
  await markRows(tx, row.id, free);
  const more = rows.length === PASS;
  const counted = { marked: { increment: free.length }, held: { increment: kept.length }, heldSubjects: named(row, held) };
  const next = more ? { place: rows.at(-1)?.id ?? null, nextAt: await now(tx) } : { nextAt: row.dueAt };
  await movePurge(tx, row, more ? "marking" : "marked", { ...counted, ...next });
  if (!more) await sayChanged(tx, "purge", row.id);
}

async function clear(tx: TxCtx, row: PurgeRow, of: Purgeable): Promise<void> {
  const ids = await markedRows(tx, row.id, PASS);
  // What has changed since, and is old no more, is left; and so is what is held since.
  const rows = await of.old(tx, { before: row.before, from: null, only: ids, limit: PASS });
  const { free, kept, held } = await sorted(tx, rows);
  const gone = free.length === 0 ? 0 : await of.purge(tx, free);
  await unmark(tx, row.id, ids);
  const counted = { gone: { increment: gone }, held: { increment: kept.length }, heldSubjects: named(row, held) };
  if (ids.length === PASS) return void (await movePurge(tx, row, "purging", { ...counted, nextAt: await now(tx) }));
  const after = await movePurge(tx, row, "done", { ...counted, nextAt: null, endedAt: await now(tx) });
  const payload = { kind: row.kind, gone: after.gone, held: after.held };
  await audit(tx, { action: "retention.purge_done", subjectKind: "purge", subjectId: row.id, payload });
  await sayChanged(tx, "purge", row.id);
}

/** Begins a clearing of each kind whose policy says so, once a day. Returns how many. Errors: FORBIDDEN (no process of ours). */
export async function clearByThemselves(ctx: Ctx, { purgeables }: Pick<RetentionPorts, "purgeables">): Promise<number> {
  requireSystem(ctx.actor);
  let begun = 0;
  for (const policy of await policiesOf(ctx, purgeables())) {
    if (!policy.auto) continue;
    begun += await inTransaction(ctx, async (tx) => {
      const since = new Date((await now(tx)).getTime() - AUTO_MS);
      const recent = await tx.tx.purge.count({ where: { tenantId: tx.actor.tenantId, kind: policy.of.kind, at: { gt: since } } });
      return recent === 0 && (await begin(tx, policy, null)) !== null ? 1 : 0;
    });
  }
  return begun;
}
