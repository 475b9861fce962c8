import { type ChainEntry, type ChatExport, type EntryKind, type exportChatInput, publicId } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { beginningOf, brokenAt, type Kept } from "../internal/chain.ts";
import { type Entry, entriesWhere, entryAt } from "../internal/entries.ts";
import { type Sight, sightOf } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";

const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");
const kept = (entry: Entry): Kept => ({ ...entry, kind: entry.kind as EntryKind });

/**
 * The chain of a conversation, with everything a reader needs to verify it, and what our own verification says: the number of the first
 * entry that was changed or removed.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function exportChat(ctx: Ctx, input: z.output<typeof exportChatInput>, ports: ChatPorts): Promise<ChatExport> {
  const sight = await sightOf(ctx, ports, input.conversationId);
  const { head } = sight;
  const { after, limit } = input;
  const [entries, before] = await Promise.all([
    entriesWhere(ctx, Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" > ${after}::int ORDER BY e."seq" LIMIT ${limit}::int`),
    after === 0 ? null : entryAt(ctx, head, after),
  ]);
  const previous = before?.hash ?? beginningOf(head.id);
  const erased = await erasedAmong(ctx, sight, entries);
  const last = entries.at(-1);
  const broken =
    after > 0 && before === null && after <= head.seq
      ? after
      : brokenAt({ conversationId: head.id, previous, after }, entries.map(kept), ({ kind, seq, ref }) =>
          erased.has(kind === "edit" ? (ref ?? 0) : seq),
        );
  const reached = last?.seq ?? Math.min(after, head.seq);
  const short = entries.length < limit && reached < head.seq ? reached + 1 : null;
  const torn = last?.seq === head.seq && Buffer.compare(last.hash, head.hash) !== 0 ? last.seq : null;
  return {
    conversationId: publicId("conversation", head.id),
    entries: entries.map(chainEntry),
    previous: hex(previous),
    lastSeq: head.seq,
    more: reached < head.seq && short === null,
    brokenAt: broken ?? short ?? torn,
  };
}

/** Messages among these that an erasure in the chain is about. */
async function erasedAmong(ctx: Ctx, { head }: Sight, entries: readonly Entry[]): Promise<ReadonlySet<number>> {
  const bare = entries.flatMap(({ text, kind, seq, ref }) =>
    text === null && kind !== "system" ? [kind === "edit" ? (ref ?? 0) : seq] : [],
  );
  if (bare.length === 0) return new Set();
  const rows = await rowsOf<{ ref: number }>(
    ctx,
    Prisma.sql`SELECT "ref" FROM "ConversationEntry" WHERE "conversationId" = ${head.id}::uuid AND "ref" = ANY (${bare}::int[])
      AND "kind" IN ('edit', 'redaction') AND "kind" = 'redaction'`,
  );
  return new Set(rows.map(({ ref }) => ref));
}

export function chainEntry(entry: Entry): ChainEntry {
  const { seq, kind, authorId, clientId, at, ref, salt, text, fileIds, event, digest, hash } = entry;
  return {
    seq,
    kind: kind as EntryKind,
    author: authorId,
    clientId,
    at: at.toISOString(),
    ref,
    salt: salt === null ? null : hex(salt),
    text,
    files: fileIds.map((id) => publicId("file", id)),
    event,
    digest: hex(digest),
    hash: hex(hash),
  };
}
