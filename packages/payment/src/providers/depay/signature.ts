import { constants, type KeyObject, sign, verify } from "node:crypto";

/** RSA-PSS over SHA-256 with a salt of 64 bytes; base64url in `x-signature`, with or without padding. */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } as const;
/** Of keys of 2,048 to 8,192 bits. */
const SIGNATURE = /^[A-Za-z0-9_-]{342,1366}={0,2}$/;

/** Whether the raw body was signed with this key. Never throws on hostile headers. */
export function isSigned(key: KeyObject, header: unknown, raw: Uint8Array): boolean {
  if (typeof header !== "string" || !SIGNATURE.test(header)) return false;
  return verify("sha256", raw, { key, ...PSS }, Buffer.from(header, "base64url"));
}

export function signatureOf(key: KeyObject, body: string): string {
  return sign("sha256", Buffer.from(body), { key, ...PSS }).toString("base64url");
}
