import { type Ctx, Prisma, requireSystem, rowsOf } from "@amanat/db";
import { merklePaths } from "@amanat/sealing";
import type { StoredTransfer } from "./verify/hashes.ts";
import type { StoredBlock } from "./verify/stream.ts";

/** A transfer as it is sealed, and the way from it to the root of its block; without a block it was in none yet. */
export type RecordedTransfer = StoredTransfer & {
  readonly block: string | null;
  readonly position: number;
  readonly path: readonly string[];
};

const BLOCK = Prisma.raw(`b.n::text, b.epoch::text, b.lo_xid::text AS lo, b.hi_xid::text AS hi, b.rows::text,
  encode(b.root, 'hex') AS root, encode(b.prev, 'hex') AS prev, encode(b.hash, 'hex') AS hash`);

/** How many transfers of these scopes there are, and how many no block holds yet. Only for our own processes. */
export async function sealedOf(ctx: Ctx, scopes: readonly string[]): Promise<{ readonly all: number; readonly unsealed: number }> {
  const rows = await touching(ctx, scopes);
  return { all: rows.length, unsealed: rows.filter(({ block }) => block === null).length };
}

type Row = StoredTransfer & { block: string | null };

/** Every transfer that touches one of these scopes, in sealing order, with the number of its block. */
function touching(ctx: Ctx, scopes: readonly string[]): Promise<Row[]> {
  requireSystem(ctx.actor);
  return rowsOf<Row>(
    ctx,
    Prisma.sql`
      WITH mine AS MATERIALIZED (SELECT id FROM ledger.account WHERE tenant_id = ${ctx.actor.tenantId}::uuid AND scope = ANY (${[...scopes]}::text[])),
      touched AS (
        SELECT t.* FROM mine JOIN ledger.transfer t ON t.debit = mine.id UNION SELECT t.* FROM mine JOIN ledger.transfer t ON t.credit = mine.id
      )
      SELECT t.journal_id::text, t.leg::text, t.debit::text, t.debit_seq::text, t.debit_after::text, t.credit::text, t.credit_seq::text,
        t.credit_after::text, t.tenant_id::text, t.asset, t.amount::text, t.code::text, t.epoch::text, t.xid::text,
        (extract(epoch FROM t.at) * 1000000)::bigint::text AS micros, t.chain_ref, encode(t.hash, 'hex') AS hash,
        d.kind::text AS dk, d.scope AS ds, d.party AS dp, c.kind::text AS ck, c.scope AS cs, c.party AS cp,
        (SELECT CASE WHEN b.lo_xid <= t.xid THEN b.n::text END FROM ledger.block b WHERE b.epoch = t.epoch AND b.hi_xid > t.xid
          ORDER BY b.hi_xid LIMIT 1) AS block
      FROM touched t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
      ORDER BY t.epoch, t.xid, t.journal_id, t.leg`,
  );
}

type Tree = { readonly block: string; readonly paths: ReturnType<typeof merklePaths> };

/** The same as somebody can verify them who sees nothing else of the ledger: each with its neighbours' hashes up to the root of its block. */
export async function* recordedTransfers(ctx: Ctx, scopes: readonly string[]): AsyncGenerator<RecordedTransfer> {
  let known: Tree = { block: "", paths: () => ({ position: 0, path: [] }) };
  for (const row of await touching(ctx, scopes)) {
    if (row.block === null) {
      yield { ...row, block: null, position: 0, path: [] };
      continue;
    }
    if (known.block !== row.block) known = { block: row.block, paths: merklePaths(await leavesOf(ctx, row.block)) };
    yield { ...row, ...known.paths(row.hash) };
  }
}

async function leavesOf(ctx: Ctx, block: string): Promise<string[]> {
  const rows = await rowsOf<{ hash: string }>(
    ctx,
    Prisma.sql`
      SELECT encode(t.hash, 'hex') AS hash FROM ledger.block b JOIN ledger.transfer t
        ON t.epoch = b.epoch AND t.xid >= b.lo_xid AND t.xid < b.hi_xid
      WHERE b.n = ${block}::bigint ORDER BY t.xid, t.journal_id, t.leg`,
  );
  return rows.map(({ hash }) => hash);
}

/** The blocks that hold these scopes' transfers, and the newest of all, in order. Only for our own processes. */
export async function recordedBlocks(ctx: Ctx, scopes: readonly string[]): Promise<StoredBlock[]> {
  const mine = [...new Set((await touching(ctx, scopes)).flatMap(({ block }) => block ?? []))];
  return rowsOf<StoredBlock>(
    ctx,
    Prisma.sql`SELECT ${BLOCK} FROM ledger.block b
      WHERE b.n = ANY (${mine}::bigint[]) OR b.n = (SELECT max(n.n) FROM ledger.block n) ORDER BY b.n`,
  );
}
