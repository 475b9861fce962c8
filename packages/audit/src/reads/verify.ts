import { type AnchorSink, MerkleRoot, rowsOf } from "@amanat/sealing";
import type { ClientBase } from "pg";
import { blockHash, entryDigest, payloadDigest, type StoredEntry } from "../internal/hashes.ts";

/** A finding: something in the trail is wrong. */
export interface AuditFinding {
  /** `content`: an entry was changed. `chain`: a block or its position was changed. `anchor`: a block differs from its anchored head. */
  check: "content" | "chain" | "anchor";
  /** The first wrong entry or block. */
  subject: string;
  message: string;
}

export interface VerifiedAudit {
  entries: number;
  blocks: number;
  /** Entries not in a block yet. */
  unsealed: number;
  /** Entries whose readable part was erased, each by an entry that records it. */
  erased: number;
  anchors: number;
  findings: AuditFinding[];
}

export type VerifyAuditOptions = {
  /** Without anchors, a removed end of the chain can not be noticed. */
  anchors?: AnchorSink;
};

/** After these findings, reading on would only repeat them. */
const ENOUGH = 20;

const ENTRIES = `SELECT e."id"::text AS id, e."tenantId"::text AS tenant, e."epoch"::text AS epoch, e."xid"::text AS xid,
    (extract(epoch FROM e."at") * 1000)::bigint::text AS millis, e."actorId"::text AS actor_id, e."sessionId"::text AS session_id,
    e."subjectId"::text AS subject_id, e."actorKind" AS actor_kind, e."action" AS action, e."subjectKind" AS subject_kind,
    e."correlationId" AS correlation, e."payload"::text AS payload, e."salt" AS salt, encode(e."payloadDigest", 'hex') AS payload_digest,
    encode(e."digest", 'hex') AS digest, e."erasedAt" IS NOT NULL AS erased
  FROM "AuditEntry" e ORDER BY e."epoch", e."xid", e."id"`;
const BLOCKS = `SELECT b."n"::text AS n, b."epoch"::text AS epoch, b."loXid"::text AS lo, b."hiXid"::text AS hi, b."rows"::text AS rows,
    encode(b."root", 'hex') AS root, encode(b."prev", 'hex') AS prev, encode(b."hash", 'hex') AS hash
  FROM "AuditBlock" b ORDER BY b."n"`;

type StoredBlock = { n: string; epoch: string; lo: string; hi: string; rows: string; root: string; prev: string; hash: string };

/**
 * Recomputes the whole audit trail in one snapshot and in constant memory: the digest of every payload and entry, every block's root and
 * link, the anchors, and that every erasure has its entry. Changes nothing. Any connection that may read the trail will do.
 */
export async function verifyAudit(client: ClientBase, options: VerifyAuditOptions = {}): Promise<VerifiedAudit> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL timezone = 'UTC'");
  try {
    const trail = new Trail(client);
    await trail.read();
    let anchors = 0;
    if (options.anchors !== undefined)
      for await (const { n, hash } of options.anchors.all()) {
        anchors += 1;
        const actual = trail.hashes.get(n.toString());
        if (actual !== hash) trail.report("anchor", `block ${n}`, `was anchored as ${hash} and is ${actual ?? "gone"}`);
      }
    const { entries, unsealed, erased, findings } = trail;
    return { entries, blocks: trail.hashes.size, unsealed, erased, anchors, findings };
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

/** Walks entries and blocks side by side. */
class Trail {
  readonly findings: AuditFinding[] = [];
  /** Each block's hash by its number. */
  readonly hashes = new Map<string, string>();
  entries = 0;
  unsealed = 0;
  erased = 0;
  readonly #client: ClientBase;

  constructor(client: ClientBase) {
    this.#client = client;
  }

  report(check: AuditFinding["check"], subject: string, message: string): void {
    if (this.findings.length < ENOUGH) this.findings.push({ check, subject, message });
  }

  async read(): Promise<void> {
    const entries = rowsOf<StoredEntry>(this.#client, ENTRIES);
    let next = await entries.next();
    let before: StoredBlock | null = null;
    for await (const block of rowsOf<StoredBlock>(this.#client, BLOCKS)) {
      this.#judgeLink(block, before);
      const root = new MerkleRoot();
      while (!next.done && isBelow(next.value, block)) {
        if (next.value.epoch === block.epoch && BigInt(next.value.xid) >= BigInt(block.lo)) root.add(next.value.digest);
        else this.report("chain", `entry ${next.value.id}`, `is in no block, though block ${block.n} is behind it`);
        this.#judge(next.value);
        next = await entries.next();
      }
      if (String(root.count) !== block.rows)
        this.report("chain", `block ${block.n}`, `sealed ${block.rows} entries, ${root.count} are there`);
      else if (root.root() !== block.root) this.report("chain", `block ${block.n}`, "its entries do not give its root");
      this.hashes.set(block.n, block.hash);
      before = block;
    }
    for (; !next.done; next = await entries.next()) {
      this.#judge(next.value);
      this.unsealed += 1;
    }
    await this.#judgeErasures();
  }

  #judge(row: StoredEntry): void {
    const subject = `entry ${row.id}`;
    this.entries += 1;
    if (row.erased) this.erased += 1;
    if (row.erased && (row.payload !== "{}" || row.salt.length > 0)) this.report("content", subject, "is said to be erased, and is not");
    if (!row.erased && row.payload_digest !== null && payloadDigest(row) !== row.payload_digest)
      this.report("content", subject, "its payload is not what was written");
    const digest = entryDigest(row);
    if (digest !== null && digest !== row.digest) this.report("content", subject, "does not have the digest of what was written");
  }

  #judgeLink(block: StoredBlock, before: StoredBlock | null): void {
    const subject = `block ${block.n}`;
    if (blockHash(block) !== block.hash) this.report("chain", subject, "does not have the hash of what was sealed");
    if (block.prev !== (before?.hash ?? "0".repeat(64))) this.report("chain", subject, "does not follow the block before it");
    if (BigInt(block.n) !== BigInt(before?.n ?? 0) + 1n)
      this.report("chain", subject, `follows block ${before?.n ?? "0"}: a block is missing`);
    if (before !== null && before.epoch === block.epoch && block.lo !== before.hi)
      this.report("chain", subject, `begins at transaction ${block.lo}, the one before ended at ${before.hi}`);
  }

  /** Every erased entry must have an entry that says when and why. */
  async #judgeErasures(): Promise<void> {
    const { rows } = await this.#client.query<{ id: string }>(
      `SELECT e."id"::text AS id FROM "AuditEntry" e WHERE e."erasedAt" IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM "AuditEntry" s WHERE s."tenantId" = e."tenantId" AND s."subjectKind" = 'audit' AND s."subjectId" = e."id" AND s."action" = 'audit.erased')
       LIMIT ${ENOUGH}`,
    );
    for (const { id } of rows) this.report("content", `entry ${id}`, "was erased, and nothing says so");
  }
}

function isBelow(row: StoredEntry, block: StoredBlock): boolean {
  const [mine, its] = [Number(row.epoch), Number(block.epoch)];
  return mine < its || (mine === its && BigInt(row.xid) < BigInt(block.hi));
}
