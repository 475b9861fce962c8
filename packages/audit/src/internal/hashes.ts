import { canonicalJson } from "@amanat/db";
import { sha256 } from "@amanat/sealing";

/** An entry as stored, every column as text. */
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
  /** The payload as the database prints it; the digest is over this text. */
  payload: string;
  salt: Buffer;
  payload_digest: string | null;
  digest: string;
  erased: boolean;
}

/** The definition of the database's `payloadDigest`, computed here so that a changed database function is noticed. */
export function payloadDigest(row: StoredEntry): string {
  return sha256(row.salt, row.payload);
}

/** An entry's digest by definition; null when it can not be computed: the entry is erased and older than the blocks. */
export function entryDigest(row: StoredEntry): string | null {
  if (row.payload_digest === null) return row.erased ? null : firstDigest(row);
  const texts = [row.actor_kind, row.action, row.subject_kind, row.correlation];
  const ids = [row.id, row.tenant, row.epoch, row.xid, row.millis, row.actor_id, row.session_id, row.subject_id, row.payload_digest];
  const head = ["amanat.audit.v2", ...ids.map((id) => id ?? ""), ...texts.map((text) => String(Buffer.byteLength(text)))];
  return sha256(head.join("|"), "|", texts.join(""));
}

/** The digest that the writing process computed before the database did. */
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

/** The definition of the database's `audit_block_hash`. */
export function blockHash(block: { n: string; epoch: string; lo: string; hi: string; rows: string; root: string; prev: string }): string {
  return sha256(["amanat.audit.block.v1", block.n, block.epoch, block.lo, block.hi, block.rows, block.root, block.prev].join("|"));
}
