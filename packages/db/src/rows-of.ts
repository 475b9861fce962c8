import { createHash } from "node:crypto";
import type { Ctx } from "./context.ts";
import type { Prisma } from "./generated/client.ts";

/** Names by text. There are as many as statements in the code: values are never part of a text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `read-${createHash("sha256").update(text).digest("base64url").slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/**
 * The rows of a read that is asked often: prepared once per connection, so that the server parses and plans it once, and read without an
 * object-relational layer. Inside a transaction it is the transaction's. Values are what the driver makes of them: a `numeric`, a `bigint` and
 * an enum must be cast to text by the statement. The text must be one of few: what varies without bound is a value, a `LIMIT` one of some.
 */
export async function rowsOf<Row>(ctx: Ctx, { text, values }: Pick<Prisma.Sql, "text" | "values">): Promise<Row[]> {
  if (ctx.tx) return ctx.tx.$queryRawUnsafe<Row[]>(text, ...values);
  const { rows } = await ctx.readPool.query({ name: nameOf(text), text, values: [...values] });
  return rows as Row[];
}
