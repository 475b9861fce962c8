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
