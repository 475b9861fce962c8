import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { bytes } from "@amanat/db";

const BODY = "[A-Za-z0-9_-]{43}";

/** Each kind of token has its own form, so that none can be used as another. */
const FORMS = {
  /** A browser's session. */
  cookie: new RegExp(`^${BODY}$`),
  /** A program's access token, for ten minutes. */
  access: new RegExp(`^amn_at_${BODY}$`),
  /** Buys the next access token. */
  refresh: new RegExp(`^amn_rt_${BODY}$`),
  /** An API key, with its recognisable prefix. */
  apiKey: new RegExp(`^amn_(live|test)_[a-z0-9]{12}_${BODY}$`),
  /** One proof of presence. */
  stepUp: new RegExp(`^amn_su_${BODY}$`),
} as const;
export type TokenKind = keyof typeof FORMS;

const PREFIX = { cookie: "", access: "amn_at_", refresh: "amn_rt_", stepUp: "amn_su_" } as const;

/** 256 random bits in the form of their kind. Only the hash is stored. */
export function newToken(kind: keyof typeof PREFIX): string {
  return PREFIX[kind] + randomBytes(32).toString("base64url");
}

/** The kind of a token by its form; null for anything else, which then costs no query. */
export function tokenKind(token: string): TokenKind | null {
  const found = Object.entries(FORMS).find(([, form]) => form.test(token));
  return found ? (found[0] as TokenKind) : null;
}

/** SHA-256 of a token: its key in the database. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> {
  return bytes(createHash("sha256").update(token).digest());
}

/**
 * The pair that follows a refresh token, derived from the token and a stored seed. The holder of the token can be given the same pair again;
 * the database alone is not enough to make either.
 */
export function successorsOf(refreshToken: string, seed: Uint8Array): { accessToken: string; refreshToken: string } {
  const derive = (purpose: string) => createHmac("sha256", refreshToken).update(purpose).update(seed).digest("base64url");
  return { accessToken: PREFIX.access + derive("access"), refreshToken: PREFIX.refresh + derive("refresh") };
}

/** Six digits; the first may be zero. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, "0");
}

/** A code's hash, bound to its challenge. */
export function codeHash(challengeId: string, code: string): Uint8Array<ArrayBuffer> {
  return bytes(createHmac("sha256", challengeId).update(code).digest());
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
