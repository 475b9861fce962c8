import { createHash } from "node:crypto";
import type pg from "pg";
import type { Prisma } from "./generated/client.ts";
import { VALUES } from "./values.ts";

/** Names by text. There are as many as statements in the code: values are never part of a text. */
const names = new Map<string, string>();
/** A text beyond these is asked without a name: each connection keeps what is prepared. */
const MOST = 1_000;

/** The name under which a statement is prepared, once per connection. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST) return known;
  const name = `amn-${createHash("sha256").update(text).digest("base64url").slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/** A statement as the driver is asked it when it is prepared. Numbers longer than `integer` must be whole, and are bigint. */
export function preparedQuery({ text, values }: Pick<Prisma.Sql, "text" | "values">): pg.QueryConfig {
  const name = nameOf(text);
  return { ...(name === undefined ? {} : { name }), text, values: values.map(VALUES.given), types: VALUES.whole };
}
