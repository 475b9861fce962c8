import { type DossierKeys, dossierKeys } from "@amanat/contracts";
import { bytesOf, sha256 } from "./hashes.ts";

/** A key that an instance publishes, by the id that follows from it. */
export type PublishedKey = { readonly id: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** 32 bytes as base64url. */
const BARE = /^[\w-]{43}$/;

const base64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

/** The first sixteen digits of its SHA-256. */
export const keyIdOf = (bytes: Uint8Array): string => sha256(bytes).slice(0, 16);

function keyOf(publicKey: string): PublishedKey {
  const bytes = base64url(publicKey);
  return { id: keyIdOf(bytes), bytes };
}

/** Keys as they are published: the document of an instance, or a bare key. Null where it is neither. What an id is said to be is not believed. */
export function keysIn(text: string): PublishedKey[] | null {
  if (BARE.test(text.trim())) return [keyOf(text.trim())];
  let document: DossierKeys;
  try {
    document = dossierKeys.parse(JSON.parse(text));
  } catch {
    return null;
  }
  return document.keys.map(({ publicKey }) => keyOf(publicKey));
}

/** Heads of blocks as they were told outside: lines of JSON with `n` and `hash`. Null where it is something else. */
export function anchorsIn(text: string): Map<string, string> | null {
  const anchors = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    let read: { n?: unknown; hash?: unknown };
    try {
      read = Object(JSON.parse(line)) as typeof read;
    } catch {
      return null;
    }
    if (typeof read.n !== "string" || typeof read.hash !== "string" || bytesOf(read.hash).length !== 32) return null;
    anchors.set(read.n, read.hash);
  }
  return anchors;
}

/** Whether a signature of these bytes is the key's. */
export async function isSigned(key: PublishedKey, signature: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, base64url(signature), bytes);
  } catch {
    return false;
  }
}
