import * as z from "zod";

const base64url = (length: number, error: string) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${length}}$`), { error })
    .optional();

/** Of Ed25519, private or public: 32 bytes. */
export const ed25519Key = base64url(43, "must be a key of Ed25519: 32 bytes as base64url");
/** A point on P-256, uncompressed: 65 bytes. */
export const vapidPublicKey = base64url(87, "must be a public key for web push: 65 bytes as base64url");
/** Its number: 32 bytes. */
export const vapidPrivateKey = base64url(43, "must be a private key for web push: 32 bytes as base64url");
