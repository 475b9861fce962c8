import {
  type byConversation,
  type ConversationView,
  DomainError,
  folded,
  type inboxInput,
  MOST_UNREAD,
  type Page,
  type unreadCounts,
} from "@amanat/contracts";
import { type Ctx, cutAt, listTag, namesOf, placeOf, Prisma, readRows, requireUser, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { conversationViews, unreadIn } from "../internal/conversation-views.ts";
import { type Sight, sightOf } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";
import { unreadRows } from "./messages.ts";

/** One conversation. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function getConversation(ctx: Ctx, input: z.output<typeof byConversation>, ports: ChatPorts): Promise<ConversationView> {
  const [view] = await conversationViews(ctx, ports, [await sightOf(ctx, ports, input.conversationId)]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}

/** Of how many of the caller's conversations, the newest, titles and names are searched. */
const SEARCHED = 1_000;

/**
 * The caller's conversations in which something was said, by the last of it, the newest first. A search looks through the newest thousand.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_CURSOR.
 */
export async function inbox(ctx: Ctx, input: z.output<typeof inboxInput>, ports: ChatPorts): Promise<Page<ConversationView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit } = input;
  const words = folded(input.search ?? "");
  const tag = listTag(ctx, "conversations", { words });
  const from = placeOf(ctx, tag, cursor);
  const beyond = from ? Prisma.sql`AND (m."lastAt", m."conversationId") < (${from.at}, ${from.id}::uuid)` : Prisma.sql``;
  const among = words === "" ? null : await found(ctx, user.userId, words);
  const wanted = among === null ? Prisma.sql`c."seq" > 0` : Prisma.sql`c."id" = ANY (${among}::uuid[])`;
  const rows = await readRows(
    ctx,
    { c: "Conversation", m: "ConversationMember" },
    Prisma.sql`"ConversationMember" m JOIN "Conversation" c ON c."id" = m."conversationId"
      WHERE m."userId" = ${user.userId}::uuid AND ${wanted} ${beyond} ORDER BY m."lastAt" DESC, m."conversationId" DESC LIMIT ${limit + 1}::int`,
  );
  const heads = rows.map(({ c, m }) => ({ ...c, lastAt: m.lastAt }));
  const { rows: shown, meta } = cutAt(ctx, tag, heads, limit, ({ lastAt }) => lastAt);
  const standings = await ports.standings(ctx, shown);
  const sights = shown.flatMap((head, n): Sight[] => {
    const standing = standings[n];
    const mine = standing?.people.find(({ userId }) => userId === user.userId);
    return standing && mine ? [{ head, user, role: mine.role, people: standing.people, open: standing.open }] : [];
  });
  return { data: await conversationViews(ctx, ports, sights), meta };
}

/** Which of the newest conversations have all of these words in their title or in a name. */
async function found(ctx: Ctx, userId: string, words: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string; title: string; others: string[] }>(
    ctx,
    Prisma.sql`
      SELECT c."id"::text, c."title",
        ARRAY(SELECT o."userId"::text FROM "ConversationMember" o WHERE o."conversationId" = c."id" AND o."userId" <> ${userId}::uuid) AS "others"
      FROM (SELECT "conversationId" FROM "ConversationMember" WHERE "userId" = ${userId}::uuid ORDER BY "lastAt" DESC LIMIT ${SEARCHED}::int) m
      JOIN "Conversation" c ON c."id" = m."conversationId" AND c."seq" > 0`,
  );
  const names = await namesOf(
    ctx,
    rows.flatMap(({ others }) => others),
  );
  const all = words.split(" ");
  return rows
    .filter(({ title, others }) => {
      const text = folded([title, ...others.map((id) => names.get(id) ?? "")].join(" "));
      return all.every((word) => text.includes(word));
    })
    .map(({ id }) => id);
}

/** What the caller has not read, of all their conversations. Errors: AUTHENTICATION_REQUIRED. */
export async function unread(ctx: Ctx): Promise<z.input<typeof unreadCounts>> {
  const { userId } = requireUser(ctx.actor);
  const ids = await unreadRows(ctx, userId, MOST_UNREAD);
  const counts = [...(await unreadIn(ctx, userId, ids)).values()];
  return { conversations: counts.filter((n) => n > 0).length, messages: counts.reduce((sum, n) => sum + n, 0) };
}
