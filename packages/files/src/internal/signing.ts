import { createHmac, timingSafeEqual } from "node:crypto";
import { DomainError } from "@amanat/contracts";

/** What a signed address allows, to whom, until when. */
export type Signed = {
  readonly use: "upload" | "whole" | "small";
  readonly tenantId: string;
  readonly fileId: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
};

export function signatureOf(key: string, { use, tenantId, fileId, userId, until }: Signed): string {
  return createHmac("sha256", key)
    .update([use, tenantId, fileId, userId, String(until)].join("\n"))
    .digest("base64url");
}

/** Errors: LINK_INVALID (over, altered, somebody else's). */
export function requireSigned(key: string, signed: Signed, signature: string, at: Date): void {
  const [right, given] = [Buffer.from(signatureOf(key, signed)), Buffer.from(signature)];
  const good = right.length === given.length && timingSafeEqual(right, given);
  if (!good || !(signed.until > at.getTime())) throw new DomainError("LINK_INVALID");
}
