import { sha256 } from "@amanat/sealing";

/** A transfer as stored, every column as text, with both accounts by name. */
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

/** The definition of the database's `ledger.content_hash`, computed here so that a changed database function is noticed. */
export function contentHash(row: StoredTransfer): string {
  const size = (text: string | null): string => (text === null ? "" : String(Buffer.byteLength(text)));
  const texts = [row.asset, row.chain_ref, row.ds, row.dp, row.cs, row.cp];
  const sides = [row.journal_id, row.leg, row.debit, row.debit_seq, row.debit_after, row.credit, row.credit_seq, row.credit_after];
  const rest = [row.tenant_id, row.amount, row.code, row.epoch, row.xid, row.micros, row.dk, row.ck];
  const head = ["amanat.transfer.v1", ...sides, ...rest, ...texts.map(size)].map((value) => value ?? "");
  return sha256(head.join("|"), "|", texts.map((text) => text ?? "").join(""));
}

/** The definition of the database's `ledger.block_hash`. */
export function blockHash(block: { n: string; epoch: string; lo: string; hi: string; rows: string; root: string; prev: string }): string {
  return sha256(["amanat.block.v1", block.n, block.epoch, block.lo, block.hi, block.rows, block.root, block.prev].join("|"));
}
