import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Ctx } from "@amanat/db";
import { stringify } from "csv-stringify";
import QueryStream from "pg-query-stream";

/** Rows fetched at once, which bounds the memory. */
const BATCH = 100;
/** A reader slower than this is cut off: its cursor holds a snapshot and a connection. */
const LIMIT_MS = 15 * 60_000;

/**
 * RFC 4180, with a quote before text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return). Numbers get
 * none.
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
 * Writes the rows of a query to `out` as CSV, from one snapshot, in constant memory, and ends `out`. When `out` closes early, the query is
 * cancelled and the promise rejects.
 */
export async function streamCsv<Row>(ctx: Ctx, { query, columns, cells }: CsvSource<Row>, out: Writable): Promise<void> {
  const { pool } = ctx.db;
  const client = await pool.connect();
  let whole = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(`SET LOCAL statement_timeout = ${LIMIT_MS}`);
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    // A cursor can only be closed between two rows, so a query that is still sorting is cancelled.
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
        // Set before `out` closes, which happens by itself at the end.
        whole = true;
      },
      out,
    );
    await client.query("COMMIT");
  } finally {
    // The cancel may still hit the connection's next query, so it is not reused.
    client.release(!whole);
  }
}
