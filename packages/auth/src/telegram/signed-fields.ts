import { createHmac } from "node:crypto";
import { sameBytes } from "../internal/token.ts";

/** Why data that says it is Telegram's is not taken. For logs and tests: callers are told one thing. */
export type Refusal = "malformed" | "forged" | "future" | "expired";

export type Verdict<T> = { ok: true; value: T } | { ok: false; reason: Refusal };

/** How far Telegram's clock may be ahead of ours. */
const AHEAD_SECONDS = 30;
const NAME = /^[a-z][a-z_]{0,31}$/;
const HASH = /^[0-9a-f]{64}$/;
const SECONDS = /^[1-9]\d{0,10}$/;
const CONTROL = /\p{Cc}/u;

export type SignedFields = ReadonlyMap<string, string>;

/**
 * Pairs as a map, or null when a name comes twice, is no name of Telegram's, or a value holds a control
 * character: the signed text joins `name=value` with line feeds, so a value with one in it could be read
 * as two fields under the same signature.
 */
export function fieldsOf(pairs: Iterable<readonly [string, string]>): SignedFields | null {
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (fields.has(name) || !NAME.test(name) || CONTROL.test(value)) return null;
    fields.set(name, value);
  }
  return fields;
}

/** The text Telegram signs: every field but `hash`, by name, `signature` included. */
export function checkString(fields: SignedFields): string {
  return [...fields]
    .filter(([name]) => name !== "hash")
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("\n");
}

/** How old signed data may be, at what time it is judged, and the key it must be signed with. */
export type Judging = { key: Uint8Array; maxAgeSeconds: number; at: Date };

/** Signature first, so that nobody learns anything about dates they could not sign. */
export function judge(fields: SignedFields, { key, maxAgeSeconds, at }: Judging): Verdict<{ authDate: Date }> {
  const hash = fields.get("hash") ?? "";
  const seconds = fields.get("auth_date") ?? "";
  if (!HASH.test(hash) || !SECONDS.test(seconds)) return { ok: false, reason: "malformed" };
  const expected = createHmac("sha256", key).update(checkString(fields)).digest();
  if (!sameBytes(expected, Buffer.from(hash, "hex"))) return { ok: false, reason: "forged" };
  const age = at.getTime() / 1_000 - Number(seconds);
  if (age < -AHEAD_SECONDS) return { ok: false, reason: "future" };
  if (age > maxAgeSeconds) return { ok: false, reason: "expired" };
  return { ok: true, value: { authDate: new Date(Number(seconds) * 1_000) } };
}
