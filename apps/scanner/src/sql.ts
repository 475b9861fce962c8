import type { QueryResult } from "pg";
import type * as z from "zod";

/** Rows of a query, each checked against a schema: what the database returns is typed by evidence. */
export function rowsOf<Schema extends z.ZodType>(schema: Schema, result: QueryResult): z.output<Schema>[] {
  return result.rows.map((row: unknown) => schema.parse(row));
}

/** Postgres' error code, e.g. 23505; null when the error is not Postgres' own. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
