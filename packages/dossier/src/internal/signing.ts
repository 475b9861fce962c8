import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { DOSSIER_FORMAT, type DossierKeys } from "@amanat/contracts";
import { derivedSecret } from "@amanat/db";

/** The key that records are signed with. */
export type DossierKey = { readonly id: string; readonly publicKey: string; readonly sign: (bytes: Uint8Array) => string };

type Signing = {
  readonly JWT_SECRET: string;
  /** 32 bytes as base64url; unset, it follows from JWT_SECRET. */
  readonly DOSSIER_SIGNING_KEY?: string | undefined;
};
type Publishing = {
  readonly JWT_SECRET: string;
  /** Unset, the one that follows from JWT_SECRET. */
  readonly DOSSIER_PUBLIC_KEYS?: readonly string[] | undefined;
};

/** What comes before the 32 bytes of a private Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const idOf = (publicKey: string): string => createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("hex").slice(0, 16);

function publicOf(key: KeyObject): string {
  // The last 32 bytes are the key itself.
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32).toString("base64url");
}

export function dossierKey({ JWT_SECRET, DOSSIER_SIGNING_KEY }: Signing): DossierKey {
  const seed =
    DOSSIER_SIGNING_KEY === undefined
      ? createHash("sha256").update(derivedSecret(JWT_SECRET, "dossier")).digest()
      : Buffer.from(DOSSIER_SIGNING_KEY, "base64url");
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const publicKey = publicOf(key);
  return { id: idOf(publicKey), publicKey, sign: (bytes) => sign(null, bytes, key).toString("base64url") };
}

/** What an instance publishes: the key it signs with, and those it signed with before. An old key goes on proving what it signed. */
export function publishedKeys({ JWT_SECRET, DOSSIER_PUBLIC_KEYS }: Publishing): DossierKeys {
  const all = DOSSIER_PUBLIC_KEYS ?? [dossierKey({ JWT_SECRET }).publicKey];
  return { format: DOSSIER_FORMAT, keys: all.map((key) => ({ id: idOf(key), alg: "Ed25519" as const, publicKey: key })) };
}
