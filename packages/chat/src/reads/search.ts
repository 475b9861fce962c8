import { type chatHits, folded, SEARCH_WINDOW, type searchChatInput } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { editsOf, messageViews } from "../internal/views.ts";
import { type Entry, entriesWhere } from "../internal/entries.ts";
import { type Sight, sightOf } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";

/** Hits of one window; where there are more, it ends behind the last of them. */
const MOST_HITS = 50;

/**
 * The messages of one window of a conversation that contain all of these words, the newest first, in whatever way they are typed. However long
 * a conversation is, one call reads one window.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function searchChat(ctx: Ctx, input: z.output<typeof searchChatInput>, ports: ChatPorts): Promise<z.input<typeof chatHits>> {
  const sight = await sightOf(ctx, ports, input.conversationId);
  const words = folded(input.text).split(" ").filter(Boolean);
  const to = Math.min(input.before ?? sight.head.seq + 1, sight.head.seq + 1);
  const from = Math.max(1, to - SEARCH_WINDOW);
  if (words.length === 0) return { hits: [], searchedTo: 0 };
  const found = await hitsIn(ctx, sight, words, { from, to });
  const searchedTo = found.length >= MOST_HITS ? (found.at(-1)?.at ?? from) : from;
  const seqs = [...new Set(found.map(({ seq }) => seq))];
  const entries = await standingAmong(ctx, sight, seqs, words);
  const hits = await messageViews(ctx, ports, sight, entries);
  return { hits: hits.toSorted((a, b) => b.seq - a.seq), searchedTo: searchedTo <= 1 ? 0 : searchedTo };
}

/** Where the words stand: `at` the entry, `seq` the message it belongs to. One that is written together is found by its parts too. */
async function hitsIn(
  ctx: Ctx,
  { head }: Sight,
  words: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<{ at: number; seq: number }[]> {
  return rowsOf(
    ctx,
    Prisma.sql`SELECT w."seq" AS "at", CASE w."kind" WHEN 'edit' THEN w."ref" ELSE w."seq" END AS "seq" FROM (
        SELECT "seq", "kind", "ref", "folded" FROM "ConversationEntry"
        WHERE "conversationId" = ${head.id}::uuid AND "seq" >= ${from}::int AND "seq" < ${to}::int OFFSET 0) w
      WHERE w."kind" IN ('message', 'edit') AND (
        (SELECT bool_and(position(word IN w."folded") > 0) FROM unnest(${[...words]}::text[]) word)
        OR position(${words.join("")} IN replace(w."folded", ' ', '')) > 0)
      ORDER BY w."seq" DESC LIMIT ${MOST_HITS}::int`,
  );
}

/** Those whose text as it is now has the words: what was edited away is not found. */
async function standingAmong(ctx: Ctx, { head }: Sight, seqs: readonly number[], words: readonly string[]): Promise<Entry[]> {
  if (seqs.length === 0) return [];
  const [entries, edits] = await Promise.all([
    entriesWhere(ctx, Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" = ANY (${[...seqs]}::int[])`),
    editsOf(ctx, head, seqs),
  ]);
  return entries.filter((entry) => {
    const text = (edits.get(entry.seq) ?? entry).folded ?? "";
    return words.every((word) => text.includes(word)) || text.replaceAll(" ", "").includes(words.join(""));
  });
}
