import type { Actor } from "@amanat/contracts";
import { randomBytes } from "node:crypto";
import { Prisma } from "./generated/client.ts";
import { timeAtEnd, type Tx, type TxCtx } from "./context.ts";
import { hasEnding, writeLast } from "./ending.ts";
import { asked, hasBegun } from "./opening.ts";
import { newId } from "./ids.ts";
import { bytes, canonicalJson, type Json } from "./json.ts";
import { redacted } from "./redact.ts";

export type NewAuditEntry = {
  /** Dotted name of the action: `payout.approve`. */
  action: string;
  subjectKind: string;
  /** Raw uuid; null when the action has no single subject. */
  subjectId: string | null;
  /** Further details. They are redacted, but must not contain secrets or personal data in the first place. */
  payload: { readonly [key: string]: Json | undefined };
};

/** A row before and after a write; null where it did not exist. */
export type Change = {
  kind: string;
  /** The row's uuid, or its key if it has none. It is stored unredacted, so it must not identify a person. */
  id: string;
  before: object | null;
  after: object | null;
};

/** An entry that is written at the end of its transaction, with the context it was made in. */
type Waiting = NewAuditEntry & { id: string; tx: TxCtx };
type Trace = { entries: Waiting[]; changes: Change[] };

const traces = new WeakMap<Tx, Trace>();

function traceOf(tx: Tx): Trace {
  const known = traces.get(tx);
  if (known) return known;
  const fresh: Trace = { entries: [], changes: [] };
  traces.set(tx, fresh);
  return fresh;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Columns that change with every write and say nothing. */
const NOISE = new Set(["version", "updatedAt"]);

/** The fields in which two rows differ. */
function differing({ before, after }: Change): { before: Json; after: Json } {
  const [was, is] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => !NOISE.has(field) && canonicalJson(was[field]) !== canonicalJson(is[field]),
  );
  const side = (row: object | null, from: Record<string, unknown>): Json =>
    // `redacted` returns plain JSON.
    row === null ? null : (redacted(Object.fromEntries(fields.map((field) => [field, from[field] ?? null]))) as Json);
  return { before: side(before, was), after: side(after, is) };
}

/**
 * Notes how a row changed, for the audit entry about it: the fields that differ are stored there as `before` and `after`, redacted. The
 * writers of each context call it, so verbs do not have to.
 */
export function noteChange(tx: TxCtx, change: Change): void {
  traceOf(tx.tx).changes.push(change);
}

type Difference = { kind: string; id: string; before: Json; after: Json };

/** A change may list only the fields it is about. */
function joined(first: Change, second: Change): Change {
  return {
    ...second,
    before: first.before && { ...second.before, ...first.before },
    after: second.after && { ...first.after, ...second.after },
  };
}

/** Merges several changes of one row into one; none when the row is unchanged in the end. */
function merged(changes: readonly Change[]): Difference[] {
  const byRow = new Map<string, Change>();
  for (const change of changes) {
    const known = byRow.get(change.id);
    byRow.set(change.id, known ? joined(known, change) : change);
  }
  return [...byRow.values()].flatMap((change) => {
    const { before, after } = differing(change);
    const same = canonicalJson(before) === canonicalJson(after) && Object.keys(before ?? {}).length === 0;
    return same ? [] : [{ kind: change.kind, id: change.id, before, after }];
  });
}

/**
 * Records an action in its own transaction. The entry is written at the end, with the noted changes of its subject; the last entry also
 * gets the changes of rows that no entry is about.
 */
// Returns a promise although nothing is awaited yet: callers must not depend on when the entry reaches the database.
export function audit(tx: TxCtx, entry: NewAuditEntry): Promise<void> {
  traceOf(tx.tx).entries.push({ ...entry, id: newId(), tx });
  return Promise.resolve();
}

/** `api_key`: the person's machine; the session column then holds the key's id. */
function kindOf(actor: Actor): string {
  if (actor.kind === "user") return actor.scopes === null ? "user" : "api_key";
  return actor.kind === "system" ? `system:${actor.process}` : actor.kind;
}

function payloadOf(entry: Waiting, own: Difference | undefined, also: readonly Difference[]): string {
  const sides = own ? { before: own.before, after: own.after } : {};
  return JSON.stringify(redacted({ ...entry.payload, ...sides, ...(also.length > 0 ? { also } : {}) }));
}

/** Writes all entries of a transaction with its ending. The database stamps the rows and binds each payload by a salted digest. */
async function write(tx: TxCtx, { entries, changes }: Trace): Promise<void> {
  const at = await timeAtEnd(tx);
  const open = merged(changes);
  const rows = entries.map((entry, index) => {
    // The last entry about a subject gets its changes.
    const isLastAbout = entries.findLastIndex(({ subjectId }) => subjectId === entry.subjectId) === index;
    const own = isLastAbout ? open.find(({ id }) => id === entry.subjectId) : undefined;
    const others = index < entries.length - 1 ? [] : open.filter(({ id }) => entries.every(({ subjectId }) => subjectId !== id));
    const { actor, correlationId } = entry.tx;
    const person = actor.kind === "user" ? actor : null;
    const who = [kindOf(actor), person?.userId ?? null, person?.sessionId ?? null] as const;
    const what = Prisma.sql`${entry.action}, ${entry.subjectKind}, ${entry.subjectId}::uuid, ${payloadOf(entry, own, others)}::jsonb`;
    return Prisma.sql`(${entry.id}::uuid, ${actor.tenantId}::uuid, ${who[0]}, ${who[1]}::uuid, ${who[2]}::uuid, ${what},
      ${bytes(randomBytes(16))}, ${correlationId}, coalesce(${at}::timestamptz, statement_timestamp()))`;
  });
  const written = Prisma.sql`entries AS (
    INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "actorId", "sessionId", "action", "subjectKind", "subjectId", "payload",
      "salt", "correlationId", "at")
    VALUES ${Prisma.join(rows)})`;
  writeLast(tx, "entries", { sql: () => written });
}

const nameOf = ({ kind, before }: Change): string => `${kind}.${before === null ? "created" : "changed"}`;

/** An entry is about one uuid, or about no single subject. */
function subjectOf({ kind, id }: Change): { subjectKind: string; subjectId: string | null } {
  return { subjectKind: kind, subjectId: UUID.test(id) ? id : null };
}

/**
 * Leaves the audit trail of a transaction to its ending: its entries, one entry for changes without any, and, under an audited verb
 * (`ctx.verb`), one entry whenever anything was written. Only `inTransaction` calls it.
 */
export async function leaveTrace(tx: TxCtx): Promise<void> {
  const trace = traceOf(tx.tx);
  if (trace.entries.length === 0) {
    const [first] = trace.changes;
    if (first) await audit(tx, { action: tx.verb ?? nameOf(first), ...subjectOf(first), payload: {} });
    else if (tx.verb !== null && (await hasWritten(tx)))
      await audit(tx, { action: tx.verb, subjectKind: "call", subjectId: null, payload: {} });
  }
  if (trace.entries.length > 0) await write(tx, trace);
}

/** A transaction without an id has written nothing: it was a read or a replay. */
async function hasWritten(tx: TxCtx): Promise<boolean> {
  if (hasEnding(tx) || !hasBegun(tx.tx)) return hasEnding(tx);
  const [row] = await asked<{ wrote: boolean }>(tx.tx, Prisma.sql`SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote`);
  return row?.wrote ?? false;
}
