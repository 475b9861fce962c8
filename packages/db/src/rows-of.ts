import pg from "pg";
import type { Ctx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { asked, askedValues } from "./opening.ts";
import { prepared } from "./prepared.ts";
import { askTogether } from "./together.ts";
import { whole } from "./whole.ts";

const [INT8, NUMERIC] = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC];

/** Whole numbers of any length are bigint, as the client gives them. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === INT8 || id === NUMERIC ? BigInt : pg.types.getTypeParser(id, format)) as never,
};

type Statement = Pick<Prisma.Sql, "text" | "values">;

function preparing({ text, values }: Statement): pg.QueryConfig {
  const name = prepared(text);
  return { ...(name === undefined ? {} : { name }), text, values: [...values], types: TYPES };
}

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
  const { rows } = await askTogether(ctx.readPool, preparing(statement));
  return rows as Row[];
}

/** The same rows without the columns' names, in the order of the columns. */
export async function valuesOf(ctx: Ctx, statement: Statement): Promise<unknown[][]> {
  if (ctx.tx) return askedValues(ctx.tx, statement, { begins: false });
  const { rows } = await askTogether(ctx.readPool, { ...preparing(statement), rowMode: "array" });
  return rows as unknown[][];
}
