import { randomBytes } from "node:crypto";
import type { EntryKind } from "@amanat/contracts";
import { canonicalJson, hashedParts, type Json } from "@amanat/db";

/** What an entry says of itself, beside what was said in it. */
export type Link = {
  readonly seq: number;
  readonly kind: EntryKind;
  readonly authorId: string | null;
  readonly clientId: string;
  readonly at: Date;
  readonly ref: number | null;
};
/** What was said. */
export type Content = { readonly salt: Uint8Array; readonly text: string; readonly fileIds: readonly string[] } | { readonly event: Json };

/** So that nobody can find out by guessing what an erased message said. */
export const newSalt = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(16));

/** Where a conversation's chain begins. */
export const beginningOf = (conversationId: string): Uint8Array<ArrayBuffer> => hashedParts(["amanat chat 1", conversationId]);

export function digestOf(content: Content): Uint8Array<ArrayBuffer> {
  if ("event" in content) return hashedParts(["event", canonicalJson(content.event)]);
  return hashedParts(["text", content.salt, content.text, ...content.fileIds]);
}

export function hashOf(previous: Uint8Array, conversationId: string, link: Link, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  const { seq, kind, authorId, clientId, at, ref } = link;
  return hashedParts([previous, conversationId, String(seq), kind, authorId ?? "", clientId, at.toISOString(), String(ref ?? ""), digest]);
}

/** An entry as it is kept. */
export type Kept = Link & {
  readonly salt: Uint8Array | null;
  readonly text: string | null;
  readonly fileIds: readonly string[];
  readonly event: unknown;
  readonly digest: Uint8Array;
  readonly hash: Uint8Array;
};

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function contentOf({ kind, salt, text, fileIds, event }: Kept): Content | null {
  if (kind === "system") return { event: event as Json };
  return salt === null || text === null ? null : { salt, text, fileIds };
}

/**
 * Follows a chain from the hash before its first entry. Returns the number of the first entry that is not as it was written, or that is missing;
 * null where all hold. `isErased`: whether an erasure of this entry stands in the chain.
 */
export function brokenAt(
  { conversationId, previous, after }: { conversationId: string; previous: Uint8Array; after: number },
  entries: readonly Kept[],
  isErased: (entry: Kept) => boolean,
): number | null {
  let hash = previous;
  let expected = after + 1;
  for (const entry of entries) {
    if (entry.seq !== expected) return expected;
    const content = contentOf(entry);
    const holds = content === null ? isErased(entry) : same(digestOf(content), entry.digest);
    if (!holds || !same(hashOf(hash, conversationId, entry, entry.digest), entry.hash)) return entry.seq;
    hash = entry.hash;
    expected += 1;
  }
  return null;
}
