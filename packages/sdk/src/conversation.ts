import { sha256 } from "@noble/hashes/sha2.js";
import { type ChainEntry, type ChatExport, uuidOf } from "@amanat/contracts";

const HASH = /^(?:[0-9a-f]{2})*$/;
const utf8 = new TextEncoder();

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Each part behind its length in four bytes, so that no two lists of parts are the same bytes. */
export function hashed(parts: readonly (string | Uint8Array)[]): string {
  const hash = sha256.create();
  for (const part of parts) {
    const bytes = typeof part === "string" ? utf8.encode(part) : part;
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    hash.update(length).update(bytes);
  }
  return hexOf(hash.digest());
}

/** JSON text that does not depend on the order of names. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, canonical(inner)]));
}

/** Null where nothing is left of what was said. */
function digestOf({ kind, event, salt, text, files }: ChainEntry): string | null {
  if (kind === "system") return hashed(["event", JSON.stringify(canonical(event))]);
  if (salt === null || text === null || !HASH.test(salt)) return null;
  return hashed(["text", bytesOf(salt), text, ...files.map((id) => uuidOf("file", id) ?? "")]);
}

function linkOf(previous: string, conversation: string, entry: ChainEntry): string {
  const { seq, kind, author, clientId, at, ref, digest } = entry;
  const own = [String(seq), kind, author ?? "", clientId, at, String(ref ?? "")];
  return hashed([bytesOf(previous), conversation, ...own, bytesOf(digest)]);
}

/** The first entry that is not as it was written, or that is missing, and what differs; null where everything holds. */
export function brokenIn(pages: readonly ChatExport[]): { seq: number; what: string } | null {
  const [first] = pages;
  if (first === undefined) return null;
  const conversation = uuidOf("conversation", first.conversationId) ?? "";
  const entries = pages.flatMap((page) => page.entries);
  const erased = new Set(entries.filter(({ kind }) => kind === "redaction").map(({ ref }) => ref));
  let previous = hashed(["amanat chat 1", conversation]);
  let expected = 1;
  for (const entry of entries) {
    if (entry.seq !== expected) return { seq: expected, what: "is missing" };
    const digest = digestOf(entry);
    const said = digest === null ? erased.has(entry.kind === "edit" ? entry.ref : entry.seq) : digest === entry.digest;
    if (!said)
      return { seq: entry.seq, what: digest === null ? "its text is gone without an erasure" : "what it says is not what its digest says" };
    if (!HASH.test(entry.digest) || linkOf(previous, conversation, entry) !== entry.hash)
      return { seq: entry.seq, what: "who wrote it, when, or what stood before it is not what its hash says" };
    previous = entry.hash;
    expected += 1;
  }
  return expected <= (pages.at(-1)?.lastSeq ?? 0) ? { seq: expected, what: "is missing" } : null;
}

/**
 * Follows the chain of a conversation, recomputed here without asking anybody. Give it all pages of `chat.export`, in order, from the first.
 * Returns the number of the first entry that is not as it was written, or that is missing; null where everything holds. A text that was erased
 * has an entry that says so; one that is just gone does not hold.
 *
 * What it shows is that nothing was changed since an end of the chain that you know: keep `hash` of the last entry, or have it from the other side.
 *
 * @example
 * const page = await amanat.chat.export({ conversationId });
 * verifyConversation([page]) === null;
 */
export function verifyConversation(pages: readonly ChatExport[]): number | null {
  return brokenIn(pages)?.seq ?? null;
}
