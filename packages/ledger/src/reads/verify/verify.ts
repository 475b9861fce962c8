import { type AnchorSink, MerkleRoot } from "@amanat/sealing";
import type { ClientBase } from "pg";
import { ask, CHECKS } from "./books.ts";
import type { Finding } from "./finding.ts";
import { blockHash, contentHash, type StoredTransfer } from "./hashes.ts";
import { blocks, type StoredBlock, transfers } from "./stream.ts";

export interface Verified {
  rows: number;
  blocks: number;
  /** Rows not in a block yet. */
  unsealed: number;
  anchors: number;
  findings: Finding[];
}

export type VerifyOptions = {
  /** Without anchors, a removed end of the chain can not be noticed. */
  anchors?: AnchorSink;
  onProgress?: (line: string) => void;
};

/** After these findings, reading on would only repeat them. */
const ENOUGH = 20;
const PROGRESS_ROWS = 50_000;

/**
 * Recomputes the whole ledger from its rows, in one snapshot and in constant memory: every row's hash, every block's root and link, the
 * anchors, and the invariants I1–I4, I6, I7 and I10. Changes nothing. Any connection that may read the ledger will do.
 */
export async function verifyLedger(client: ClientBase, options: VerifyOptions = {}): Promise<Verified> {
  const say = options.onProgress ?? (() => undefined);
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL timezone = 'UTC'");
  // Every check reads everything once. With statistics of a young table the planner would read it once per row.
  await client.query("SET LOCAL enable_nestloop = off");
  try {
    const chain = new Chain(client, say);
    await chain.read();
    const { findings, hashes, unsealed } = chain;
    let anchors = 0;
    if (options.anchors !== undefined) {
      for await (const { n, hash } of options.anchors.all()) {
        anchors += 1;
        const actual = hashes.get(n.toString());
        if (actual !== hash && findings.length < ENOUGH)
          findings.push({ check: "anchor", subject: `block ${n}`, message: `was anchored as ${hash} and is ${actual ?? "gone"}` });
      }
      say(`${anchors} anchors compared`);
    }
    for (const check of CHECKS) {
      findings.push(...(await ask(client, check)));
      say(`${check.check}: ${check.title}`);
    }
    return { rows: chain.rows, blocks: hashes.size, unsealed, anchors, findings };
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

const nameOf = (row: StoredTransfer): string => `journal ${row.journal_id} leg ${row.leg}`;

/** Walks rows and blocks side by side. */
class Chain {
  readonly findings: Finding[] = [];
  /** Each block's hash by its number: one short string per some thousand transfers. */
  readonly hashes = new Map<string, string>();
  rows = 0;
  unsealed = 0;
  readonly #client: ClientBase;
  readonly #say: (line: string) => void;

  constructor(client: ClientBase, say: (line: string) => void) {
    this.#client = client;
    this.#say = say;
  }

  async read(): Promise<void> {
    const rows = transfers(this.#client);
    let next = await rows.next();
    let before: StoredBlock | null = null;
    for await (const block of blocks(this.#client)) {
      this.#judgeLink(block, before);
      const root = new MerkleRoot();
      while (!next.done && isBelow(next.value, block)) {
        if (isInside(next.value, block)) root.add(next.value.hash);
        else this.#report("I7", nameOf(next.value), `is in no block, though block ${block.n} is behind it`);
        this.#judge(next.value);
        next = await rows.next();
      }
      if (String(root.count) !== block.rows) this.#report("I7", `block ${block.n}`, `sealed ${block.rows} rows, ${root.count} are there`);
      else if (root.root() !== block.root) this.#report("I7", `block ${block.n}`, "its rows do not give its root");
      this.hashes.set(block.n, block.hash);
      before = block;
    }
    for (; !next.done; next = await rows.next()) {
      this.#judge(next.value);
      this.unsealed += 1;
    }
    this.#say(`${this.rows} transfers and ${this.hashes.size} blocks recomputed`);
  }

  #report(check: Finding["check"], subject: string, message: string): void {
    if (this.findings.length < ENOUGH) this.findings.push({ check, subject, message });
  }

  #judge(row: StoredTransfer): void {
    this.rows += 1;
    if (this.rows % PROGRESS_ROWS === 0) this.#say(`${this.rows} transfers …`);
    if (contentHash(row) !== row.hash) this.#report("content", nameOf(row), "does not have the hash of what was posted");
  }

  #judgeLink(block: StoredBlock, before: StoredBlock | null): void {
    const subject = `block ${block.n}`;
    if (blockHash(block) !== block.hash) this.#report("I7", subject, "does not have the hash of what was sealed");
    if (block.prev !== (before?.hash ?? "0".repeat(64))) this.#report("I7", subject, "does not follow the block before it");
    if (BigInt(block.n) !== BigInt(before?.n ?? 0) + 1n)
      this.#report("I7", subject, `follows block ${before?.n ?? "0"}: a block is missing`);
    if (before !== null && before.epoch === block.epoch && BigInt(block.lo) !== BigInt(before.hi))
      this.#report("I7", subject, `begins at transaction ${block.lo}, the one before ended at ${before.hi}`);
  }
}

function isBelow(row: StoredTransfer, block: StoredBlock): boolean {
  const [mine, its] = [Number(row.epoch), Number(block.epoch)];
  return mine < its || (mine === its && BigInt(row.xid) < BigInt(block.hi));
}

function isInside(row: StoredTransfer, block: StoredBlock): boolean {
  return row.epoch === block.epoch && BigInt(row.xid) >= BigInt(block.lo);
}
