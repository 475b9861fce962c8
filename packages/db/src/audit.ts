import { randomBytes } from "node:crypto";
import { now, type Tx, type TxCtx } from "./context.ts";
import { newId } from "./ids.ts";
import { bytes, canonicalJson, type Json } from "./json.ts";
import { redacted } from "./redact.ts";

export type NewAuditEntry = {
  /** Dotted name of what was done: `payout.approve`. */
  action: string;
  subjectKind: string;
  /** Raw uuid, or null when the action has no single subject. */
  subjectId: string | null;
  /** What else there is to know. Redacted before it is kept, but better without secrets and people's data. */
  payload: { readonly [key: string]: Json | undefined };
};

/** A row as it was and as it is; null where it was not there. */
export type Change = {
  kind: string;
  id: string;
  before: object | null;
  after: object | null;
};

type Trace = {
  /** Entries written in this transaction. */
  entries: number;
  /** Changes that no entry carries yet. */
  open: Change[];
};

const traces = new WeakMap<Tx, Trace>();

function traceOf(tx: Tx): Trace {
  const known = traces.get(tx);
  if (known) return known;
  const fresh: Trace = { entries: 0, open: [] };
  traces.set(tx, fresh);
  return fresh;
}

/** Moves with every write and says nothing. */
const NOISE = new Set(["version", "updatedAt"]);

/** The fields in which two rows differ, on either side. */
function differing({ before, after }: Change): { before: Json; after: Json } {
  const [was, is] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => !NOISE.has(field) && canonicalJson(was[field]) !== canonicalJson(is[field]),
  );
  const side = (row: object | null, from: Record<string, unknown>): Json =>
    // What `redacted` answers is plain JSON.
    row === null ? null : (redacted(Object.fromEntries(fields.map((field) => [field, from[field] ?? null]))) as Json);
  return { before: side(before, was), after: side(after, is) };
}

/**
 * Remembers what a row was and is, for the entry that the verb writes; the fields that differ stand in it as `before` and
 * `after`, redacted. The movers of the contexts call it, so that no verb has to. What no entry took stands in one of
 * its own when the transaction ends.
 */
export function noteChange(tx: TxCtx, change: Change): void {
  traceOf(tx.tx).open.push(change);
}

/** Several changes of one row as one: from the first to the last. */
function merged(changes: readonly Change[]): Change[] {
  const byRow = new Map<string, Change>();
  for (const change of changes) {
    const known = byRow.get(change.id);
    byRow.set(change.id, known ? { ...change, before: known.before } : change);
  }
  return [...byRow.values()];
}

/**
 * Writes who did what, in the transaction that did it, with what it changed so far. The database stamps the row and binds the
 * payload by a salted digest, so that it can be erased on request without breaking the chain.
 */
export async function audit(tx: TxCtx, entry: NewAuditEntry): Promise<void> {
  const trace = traceOf(tx.tx);
  const changes = merged(trace.open);
  trace.open = [];
  trace.entries += 1;
  const own = changes.find(({ id }) => id === entry.subjectId);
  const others = changes.filter((change) => change !== own);
  const { actor } = tx;
  const payload = {
    ...entry.payload,
    ...(own ? differing(own) : {}),
    ...(others.length > 0 ? { also: others.map((change) => ({ kind: change.kind, id: change.id, ...differing(change) })) } : {}),
  };
  const at = await now(tx);
  const actorId = actor.kind === "user" ? actor.userId : null;
  const sessionId = actor.kind === "user" ? actor.sessionId : null;
  const actorKind = actor.kind === "system" ? `system:${actor.process}` : actor.kind;
  await tx.tx.$executeRaw`
    INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "actorId", "sessionId", "action", "subjectKind", "subjectId",
      "payload", "salt", "correlationId", "at")
    VALUES (${newId()}::uuid, ${actor.tenantId}::uuid, ${actorKind}, ${actorId}::uuid, ${sessionId}::uuid, ${entry.action}, ${entry.subjectKind},
      ${entry.subjectId}::uuid, ${JSON.stringify(redacted(payload))}::jsonb, ${bytes(randomBytes(16))}, ${tx.correlationId}, ${at})`;
}

/**
 * Sees to it that what a transaction did is on record before it commits: changes no entry carries get entries, and under a verb
 * (`ctx.verb`) a transaction that wrote anything leaves one. `inTransaction` calls it last; nobody else needs to.
 */
export async function leaveTrace(tx: TxCtx): Promise<void> {
  const trace = traceOf(tx.tx);
  while (trace.open.length > 0) {
    const [first] = merged(trace.open);
    if (!first) break;
    // The entry is about this row; the others of the same transaction stand in it beside.
    await audit(tx, { action: tx.verb ?? `${first.kind}.changed`, subjectKind: first.kind, subjectId: first.id, payload: {} });
  }
  if (tx.verb === null || trace.entries > 0) return;
  // A transaction without an id has written nothing: a read, or an answer given before.
  const [row] = await tx.tx.$queryRaw<{ wrote: boolean }[]>`SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote`;
  if (row?.wrote) await audit(tx, { action: tx.verb, subjectKind: "call", subjectId: null, payload: {} });
}
