import { createHash } from "node:crypto";

/** A value that a jsonb column can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

function ordered(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
}

/** JSON text that does not depend on key order. Amounts become decimal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? "null";
}

/** SHA-256 of the canonical JSON of a value. */
export function digestOf(value: unknown): Uint8Array<ArrayBuffer> {
  return bytes(createHash("sha256").update(canonicalJson(value)).digest());
}

/** A plain byte array, as Prisma's `Bytes` fields need it. */
export function bytes(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

/** SHA-256 of parts, each behind its length, so that no two lists of parts are the same bytes. What chains of records hash their links with. */
export function hashedParts(parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256");
  for (const part of parts) {
    const content = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    hash.update(length).update(content);
  }
  return bytes(hash.digest());
}
