import { sha256 as digest } from "@noble/hashes/sha2.js";
import canonicalize from "canonicalize";

const utf8 = new TextEncoder();

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
export const size = (text: string): number => utf8.encode(text).length;

/** SHA-256 in hex. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = digest.create();
  for (const part of parts) hash.update(typeof part === "string" ? utf8.encode(part) : part);
  return hexOf(hash.digest());
}

/** Of bytes that come in pieces. */
export async function sha256Of(chunks: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
  const hash = digest.create();
  let length = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    length += chunk.length;
  }
  return { size: length, sha256: hexOf(hash.digest()) };
}

/** The form of RFC 8785: one text for one value. */
export function jcs(value: unknown): string {
  return canonicalize(value) ?? "null";
}
