import { createHash } from "node:crypto";

/** A transfer as it lies in the database, every column as text, with both accounts by name. */
export interface StoredTransfer {
  journal_id: string;
  leg: string;
  debit: string;
  debit_seq: string | null;
  debit_after: string | null;
  credit: string;
  credit_seq: string | null;
  credit_after: string | null;
  tenant_id: string;
  asset: string;
  amount: string;
  code: string;
  epoch: string;
  xid: string;
  /** Microseconds since 1970. */
  micros: string;
  chain_ref: string | null;
  hash: string;
  dk: string | null;
  ds: string | null;
  dp: string | null;
  ck: string | null;
  cs: string | null;
  cp: string | null;
}

/** SHA-256 in hex. */
export function sha256(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** What `ledger.content_hash` is by its definition, computed here so that a changed function in the database convinces nobody. */
export function contentHash(row: StoredTransfer): string {
  const size = (text: string | null): string => (text === null ? "" : String(Buffer.byteLength(text)));
  const texts = [row.asset, row.chain_ref, row.ds, row.dp, row.cs, row.cp];
  const sides = [row.journal_id, row.leg, row.debit, row.debit_seq, row.debit_after, row.credit, row.credit_seq, row.credit_after];
  const rest = [row.tenant_id, row.amount, row.code, row.epoch, row.xid, row.micros, row.dk, row.ck];
  const head = ["amanat.transfer.v1", ...sides, ...rest, ...texts.map(size)].map((value) => value ?? "");
  return sha256(head.join("|"), "|", texts.map((text) => text ?? "").join(""));
}

/** What `ledger.block_hash` is by its definition. */
export function blockHash(block: { n: string; epoch: string; lo: string; hi: string; rows: string; root: string; prev: string }): string {
  return sha256(["amanat.block.v1", block.n, block.epoch, block.lo, block.hi, block.rows, block.root, block.prev].join("|"));
}

/** What `ledger.merkle_root` is by its definition; keeps one hash per level however many leaves come. */
export class MerkleRoot {
  readonly #levels: (Buffer | undefined)[] = [];
  count = 0;

  /** Adds the next leaf, in hex. */
  add(leaf: string): void {
    this.count += 1;
    let node = digest(Buffer.of(0), Buffer.from(leaf, "hex"));
    let level = 0;
    for (let left = this.#levels[level]; left !== undefined; left = this.#levels[level]) {
      node = digest(Buffer.of(1), left, node);
      this.#levels[level] = undefined;
      level += 1;
    }
    this.#levels[level] = node;
  }

  /** The root in hex; empty without a leaf. */
  root(): string {
    let right: Buffer | undefined;
    for (const left of this.#levels) if (left !== undefined) right = right === undefined ? left : digest(Buffer.of(1), left, right);
    return right?.toString("hex") ?? "";
  }
}

function digest(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
