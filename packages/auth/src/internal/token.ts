import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { bytes } from "@amanat/db";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits, base64url. Only its hash is ever stored. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of a well-formed token; null for anything else, which then costs no query. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> | null {
  return TOKEN.test(token) ? bytes(createHash("sha256").update(token).digest()) : null;
}

/** Six digits, the first may be zero. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, "0");
}

/** A code's hash, bound to the challenge it was made for. */
export function codeHash(challengeId: string, code: string): Uint8Array<ArrayBuffer> {
  return bytes(createHmac("sha256", challengeId).update(code).digest());
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
