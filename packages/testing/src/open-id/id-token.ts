import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";

export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject };

export function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: randomUUID(), privateKey, publicKey };
}

/** The key as a provider publishes it. */
export function publicJwk(key: SigningKey): Record<string, unknown> {
  return { ...key.publicKey.export({ format: "jwk" }), kid: key.kid, use: "sig", alg: "RS256" };
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A signed JWT, as it should be. */
export function rs256(key: SigningKey, claims: Readonly<Record<string, unknown>>): string {
  const text = `${part({ alg: "RS256", typ: "JWT", kid: key.kid })}.${part(claims)}`;
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key.privateKey).toString("base64url")}`;
}

/** "Signed" with a secret both sides know, which a reader that believes the header's `alg` would take. */
export function hs256(secret: string, claims: Readonly<Record<string, unknown>>): string {
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** Not signed at all. */
export function unsigned(claims: Readonly<Record<string, unknown>>): string {
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
}
