import { createHash } from "node:crypto";

/** Names by text. There are as many as statements in the code: values are never part of a text. */
const names = new Map<string, string>();
/** A text beyond these is asked without a name: each connection keeps what is prepared. */
const MOST = 1_000;

/** The name under which a statement is prepared, once per connection. */
export function prepared(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST) return known;
  const name = `amn-${createHash("sha256").update(text).digest("base64url").slice(0, 16)}`;
  names.set(text, name);
  return name;
}
