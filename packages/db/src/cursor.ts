import { createHmac, timingSafeEqual } from "node:crypto";
import { DomainError } from "@amanat/contracts";
import { canonicalJson, type Json } from "./json.ts";

function sign(secret: string, filterTag: string, body: string): Buffer {
  return createHmac("sha256", secret).update(`${filterTag.length}:${filterTag}${body}`).digest().subarray(0, 16);
}

/**
 * An opaque position in a list: the values of its ordering, signed together with `filterTag`, which names list, filters and caller, so
 * that the cursor is valid only there.
 */
export function encodeCursor(secret: string, filterTag: string, values: readonly Json[]): string {
  const body = Buffer.from(canonicalJson(values)).toString("base64url");
  return `${body}.${sign(secret, filterTag, body).toString("base64url")}`;
}

/** The values of a cursor that this server signed for this list. Errors: INVALID_CURSOR. */
export function decodeCursor(secret: string, filterTag: string, cursor: string): readonly Json[] {
  const [body = "", signature = "", ...rest] = cursor.split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = sign(secret, filterTag, body);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw new DomainError("INVALID_CURSOR");
  // We signed it, so it is a list as `encodeCursor` took it.
  return JSON.parse(Buffer.from(body, "base64url").toString()) as readonly Json[];
}
