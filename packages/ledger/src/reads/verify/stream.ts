import { rowsOf } from "@amanat/sealing";
import type { ClientBase } from "pg";
import type { StoredTransfer } from "./hashes.ts";

/** Every transfer in sealing order. */
export function transfers(client: ClientBase): AsyncGenerator<StoredTransfer> {
  return rowsOf<StoredTransfer>(
    client,
    `SELECT t.journal_id::text, t.leg::text, t.debit::text, t.debit_seq::text, t.debit_after::text, t.credit::text, t.credit_seq::text,
      t.credit_after::text, t.tenant_id::text, t.asset, t.amount::text, t.code::text, t.epoch::text, t.xid::text,
      (extract(epoch FROM t.at) * 1000000)::bigint::text AS micros, t.chain_ref, encode(t.hash, 'hex') AS hash,
      d.kind::text AS dk, d.scope AS ds, d.party AS dp, c.kind::text AS ck, c.scope AS cs, c.party AS cp
    FROM ledger.transfer t LEFT JOIN ledger.account d ON d.id = t.debit LEFT JOIN ledger.account c ON c.id = t.credit
    ORDER BY t.epoch, t.xid, t.journal_id, t.leg`,
  );
}

export interface StoredBlock {
  n: string;
  epoch: string;
  lo: string;
  hi: string;
  rows: string;
  root: string;
  prev: string;
  hash: string;
}

/** Every block in order. */
export function blocks(client: ClientBase): AsyncGenerator<StoredBlock> {
  return rowsOf<StoredBlock>(
    client,
    `SELECT b.n::text, b.epoch::text, b.lo_xid::text AS lo, b.hi_xid::text AS hi, b.rows::text, encode(b.root, 'hex') AS root,
      encode(b.prev, 'hex') AS prev, encode(b.hash, 'hex') AS hash FROM ledger.block b ORDER BY b.n`,
  );
}
