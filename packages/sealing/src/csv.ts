import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Ctx } from "@amanat/db";
import { stringify } from "csv-stringify";
import QueryStream from "pg-query-stream";

/** Rows fetched at once: what is held in memory, however many there are. */
const BATCH = 100;
/** A reader slower than this is cut off: its cursor holds a snapshot and a connection. */
const LIMIT_MS = 15 * 60_000;

/**
 * RFC 4180, with a quote before what a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return);
 * numbers are numbers and get none.
 */
export function csvWriter(columns: readonly string[]) {
  return stringify({
    header: true,
    columns: [...columns],
    record_delimiter: "windows",
    quote_record_delimiter: true,
    escape_formulas: true,
  });
}

export type CsvSource<Row> = {
  /** One query, read through a cursor. */
  query: { text: string; values: unknown[] };
  columns: readonly string[];
  cells: (row: Row) => (string | number | bigint)[];
};

/**
 * Writes the rows of a query to `out` as CSV, from one snapshot through a database cursor: as fast as `out` takes it, in constant
 * memory. Ends `out`. When `out` closes early the query is cancelled and the promise rejects.
 */
export async function streamCsv<Row>(ctx: Ctx, { query, columns, cells }: CsvSource<Row>, out: Writable): Promise<void> {
  const { pool } = ctx.db;
  const client = await pool.connect();
  let whole = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(`SET LOCAL statement_timeout = ${LIMIT_MS}`);
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    // A cursor can be closed between two rows only; a query that is still sorting has to be told.
    const left = (): void => {
      if (!whole) void pool.query("SELECT pg_cancel_backend($1)", [rows[0]?.pid]).catch(() => undefined);
    };
    out.once("close", left);
    const cursor = client.query(new QueryStream(query.text, query.values, { batchSize: BATCH }));
    async function* records(source: AsyncIterable<Row>): AsyncGenerator<(string | number | bigint)[]> {
      for await (const row of source) yield cells(row);
    }
    await pipeline(
      cursor,
      records,
      csvWriter(columns),
      async function* (text: AsyncIterable<Buffer>) {
        yield* text;
        // Said before `out` closes, which it does by itself when it has everything.
        whole = true;
      },
      out,
    );
    await client.query("COMMIT");
  } finally {
    // A connection that was told to cancel may still be told so in its next query.
    client.release(!whole);
  }
}
