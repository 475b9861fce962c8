import { canonicalJson } from "@amanat/db";
import { sha256 } from "@amanat/sealing";

/** An entry as it lies in the database, every column as text. */
export interface StoredEntry {
  id: string;
  tenant: string;
  epoch: string;
  xid: string;
  /** Milliseconds since 1970. */
  millis: string;
  actor_id: string | null;
  session_id: string | null;
  subject_id: string | null;
  actor_kind: string;
  action: string;
  subject_kind: string;
  correlation: string;
  /** The payload as the database writes it: what the digest is over. */
  payload: string;
  salt: Buffer;
  payload_digest: string | null;
  digest: string;
  erased: boolean;
}

/** What `payloadDigest` is by its definition, computed here so that a changed function in the database convinces nobody. */
export function payloadDigest(row: StoredEntry): string {
  return sha256(row.salt, row.payload);
}

/** What the digest of an entry is by its definition; null when it cannot be told: erased, and from before there were blocks. */
export function entryDigest(row: StoredEntry): string | null {
  if (row.payload_digest === null) return row.erased ? null : firstDigest(row);
  const texts = [row.actor_kind, row.action, row.subject_kind, row.correlation];
  const ids = [row.id, row.tenant, row.epoch, row.xid, row.millis, row.actor_id, row.session_id, row.subject_id, row.payload_digest];
  const head = ["amanat.audit.v2", ...ids.map((id) => id ?? ""), ...texts.map((text) => String(Buffer.byteLength(text)))];
  return sha256(head.join("|"), "|", texts.join(""));
}

/** The digest the writing process made, before the database did. */
function firstDigest(row: StoredEntry): string {
  return sha256(
    canonicalJson({
      id: row.id,
      at: new Date(Number(row.millis)),
      actorKind: row.actor_kind,
      actorId: row.actor_id,
      sessionId: row.session_id,
      action: row.action,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      payload: JSON.parse(row.payload) as unknown,
      salt: row.salt.toString("hex"),
    }),
  );
}

/** What `audit_block_hash` is by its definition. */
export function blockHash(block: { n: string; epoch: string; lo: string; hi: string; rows: string; root: string; prev: string }): string {
  return sha256(["amanat.audit.block.v1", block.n, block.epoch, block.lo, block.hi, block.rows, block.root, block.prev].join("|"));
}
