import type { ChatPage, listChatInput } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { type Entry, entriesWhere } from "../internal/entries.ts";
import { type Sight, sightOf } from "../internal/sight.ts";
import { messageViews } from "../internal/views.ts";
import type { ChatPorts } from "../ports.ts";

/**
 * A range of a conversation. It says which places it covers, so that a reader knows a hole from an end: places without a message are edits,
 * erasures, and what the reader has deleted.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function listChat(ctx: Ctx, input: z.output<typeof listChatInput>, ports: ChatPorts): Promise<ChatPage> {
  const sight = await sightOf(ctx, ports, input.conversationId);
  const { from, to } = rangeOf(sight, input);
  const id = sight.head.id;
  const entries = await entriesWhere(
    ctx,
    Prisma.sql`e."conversationId" = ${id}::uuid AND e."seq" BETWEEN ${from}::int AND ${to}::int ORDER BY e."seq"`,
  );
  const changed = await changedBefore(ctx, sight, from, entries);
  const views = await messageViews(ctx, ports, sight, [...changed, ...entries]);
  return {
    messages: views.filter(({ seq }) => seq >= from),
    changed: views.filter(({ seq }) => seq < from),
    from,
    to,
    lastSeq: sight.head.seq,
  };
}

/** Places are dense, so a range is known without looking. */
function rangeOf({ head }: Sight, { before, after, limit }: z.output<typeof listChatInput>): { from: number; to: number } {
  if (after !== undefined) return { from: after + 1, to: Math.max(after, Math.min(head.seq, after + limit)) };
  const to = Math.min(head.seq, (before ?? head.seq + 1) - 1);
  return { from: Math.max(1, to - limit + 1), to };
}

async function changedBefore(ctx: Ctx, { head }: Sight, from: number, entries: readonly Entry[]): Promise<Entry[]> {
  const refs = entries.flatMap(({ kind, ref }) => (ref !== null && (kind === "edit" || kind === "redaction") && ref < from ? [ref] : []));
  if (refs.length === 0) return [];
  return entriesWhere(ctx, Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" = ANY (${refs}::int[]) ORDER BY e."seq"`);
}

/** How many conversations have something new, and how many messages. Errors: AUTHENTICATION_REQUIRED. */
export async function unreadRows(ctx: Ctx, userId: string, most: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    ctx,
    Prisma.sql`SELECT "conversationId"::text AS "id" FROM "ConversationMember"
      WHERE "userId" = ${userId}::uuid AND "heardSeq" > "readSeq" LIMIT ${most}::int`,
  );
  return rows.map(({ id }) => id);
}
