import type { Writable } from "node:stream";
import { DomainError, formatUnits } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { streamCsv } from "@amanat/sealing";
import { codeOf, kindOf } from "../../internal/chart.ts";
import type { Period } from "./line.ts";

export type CsvOptions = Period & {
  /** Only transfers that touch this scope. */
  scope?: string | undefined;
  /** Decimals of each asset, for the readable column, which stays empty for an unknown asset. */
  decimals: ReadonlyMap<string, number>;
};

const COLUMNS = [
  "at",
  "journal",
  "leg",
  "code",
  "asset",
  "amount",
  "amount_decimal",
  "debit_kind",
  "debit_scope",
  "debit_party",
  "credit_kind",
  "credit_scope",
  "credit_party",
  "chain_ref",
] as const;

type Row = {
  at: string;
  journal: string;
  leg: number;
  code: number;
  asset: string;
  amount: string;
  chain_ref: string | null;
  dk: number;
  ds: string;
  dp: string;
  ck: number;
  cs: string;
  cp: string;
};

const MINE = "SELECT id FROM ledger.account WHERE tenant_id = $1::uuid AND scope = $4";

function queryOf(ctx: Ctx, { from, to, scope }: CsvOptions): { text: string; values: unknown[] } {
  const period = "t.tenant_id = $1::uuid AND t.at >= $2 AND t.at < $3";
  const source =
    scope === undefined
      ? `SELECT t.* FROM ledger.transfer t WHERE ${period}`
      : `SELECT t.* FROM ledger.transfer t WHERE t.debit IN (${MINE}) AND ${period}
         UNION SELECT t.* FROM ledger.transfer t WHERE t.credit IN (${MINE}) AND ${period}`;
  return {
    text: `SELECT to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, t.journal_id::text AS journal, t.leg, t.code, t.asset,
        t.amount::text AS amount, t.chain_ref, d.kind AS dk, d.scope AS ds, d.party AS dp, c.kind AS ck, c.scope AS cs, c.party AS cp
      FROM (${source}) t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
      ORDER BY t.at, t.journal_id, t.leg`,
    values: [ctx.actor.tenantId, from, to, ...(scope === undefined ? [] : [scope])],
  };
}

function cellsOf(row: Row, decimals: ReadonlyMap<string, number>): (string | number | bigint)[] {
  const amount = BigInt(row.amount);
  const places = decimals.get(row.asset);
  const read = places === undefined ? "" : formatUnits(amount, places);
  const money = [row.asset, amount, read];
  const sides = [kindOf(row.dk), row.ds, row.dp, kindOf(row.ck), row.cs, row.cp];
  return [row.at, row.journal, row.leg, codeOf(row.code), ...money, ...sides, row.chain_ref ?? ""];
}

/**
 * Writes the transfers of a period (`from` included, `to` not) to `out` as CSV, oldest first (`streamCsv`). Amounts are in base units and, where
 * the decimals are known, also decimal. Errors: VALIDATION_ERROR (the period ends before it begins).
 */
export async function writeTransfersCsv(ctx: Ctx, options: CsvOptions, out: Writable): Promise<void> {
  if (options.to < options.from) throw new DomainError("VALIDATION_ERROR", "The period ends before it begins");
  const cells = (row: Row) => cellsOf(row, options.decimals);
  await streamCsv<Row>(ctx, { query: queryOf(ctx, options), columns: COLUMNS, cells }, out);
}
