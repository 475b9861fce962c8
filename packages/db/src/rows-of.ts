import type { Ctx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { asked, askedValues } from "./opening.ts";
import { preparedQuery } from "./prepared.ts";
import { askTogether } from "./together.ts";
import { whole } from "./whole.ts";

type Statement = Pick<Prisma.Sql, "text" | "values">;

const plain = (value: unknown): unknown => (Prisma.Decimal.isDecimal(value) ? whole(value) : value);

/** The values of rows as the client's raw queries give them, in the order of the columns, with whole numbers as bigint. */
export const valuesIn = (rows: readonly object[]): unknown[][] => rows.map((row) => Object.values(row).map(plain));

/**
 * The rows of a read that is asked often: prepared once per connection, so that the server parses and plans it once, read without the client's
 * layers, and sent together with what else is asked at the same time. Inside a transaction it is the transaction's. Numbers longer than `integer` must be whole, and are bigint; an array of an enum
 * must be cast to `text[]`. The text must be one of few: what varies without bound is a value, a `LIMIT` one of some.
 */
export async function rowsOf<Row>(ctx: Ctx, statement: Statement): Promise<Row[]> {
  if (ctx.tx) return asked<Row>(ctx.tx, statement, { begins: false });
  const { rows } = await askTogether(ctx.readPool, preparedQuery(statement));
  return rows as Row[];
}

/** The same rows without the columns' names, in the order of the columns. */
export async function valuesOf(ctx: Ctx, statement: Statement): Promise<unknown[][]> {
  if (ctx.tx) return askedValues(ctx.tx, statement, { begins: false });
  const { rows } = await askTogether(ctx.readPool, { ...preparedQuery(statement), rowMode: "array" });
  return rows as unknown[][];
}
