import { type ChatRole, type ConversationKind, type ConversationView, MOST_UNREAD, publicId } from "@amanat/contracts";
import { type Ctx, namesOf, Prisma, rowsOf } from "@amanat/db";
import type { ChatPorts } from "../ports.ts";
import { type Entry, entriesWhere } from "./entries.ts";
import { type Member, membersOf } from "./members.ts";
import type { Sight } from "./sight.ts";
import { messageViews } from "./views.ts";

/** Entries behind a mark that are looked at: one's own are not counted. */
const LOOKED_AT = 2 * MOST_UNREAD;

/** How many messages of others each of these conversations has behind its reader's mark, up to MOST_UNREAD. */
export async function unreadIn(ctx: Ctx, userId: string, conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; n: number }>(
    ctx,
    Prisma.sql`
      SELECT m."conversationId"::text AS "id", least(u.n, ${MOST_UNREAD}::int)::int AS n FROM "ConversationMember" m CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e."authorId" <> m."userId") AS n FROM (
          SELECT "authorId" FROM "ConversationEntry" WHERE "conversationId" = m."conversationId" AND "kind" = 'message' AND "seq" > m."readSeq"
          ORDER BY "seq" LIMIT ${LOOKED_AT}::int) e) u
      WHERE m."userId" = ${userId}::uuid AND m."conversationId" = ANY (${[...conversationIds]}::uuid[]) AND m."heardSeq" > m."readSeq"`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** The last message or system message of each. */
async function lastOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  const rows = await entriesWhere(
    ctx,
    Prisma.sql`(e."conversationId", e."seq") IN (
      SELECT c.id, l."seq" FROM unnest(${[...ids]}::uuid[]) AS c(id) CROSS JOIN LATERAL (
        SELECT x."seq" FROM (SELECT "seq", "kind" FROM "ConversationEntry" WHERE "conversationId" = c.id ORDER BY "seq" DESC LIMIT 20) x
        WHERE x."kind" IN ('message', 'system') ORDER BY x."seq" DESC LIMIT 1) l)`,
  );
  return new Map(rows.map((row) => [row.conversationId, row]));
}

/** Conversations as their reader sees them, with what is unread and the last word. */
export async function conversationViews(ctx: Ctx, ports: ChatPorts, sights: readonly Sight[]): Promise<ConversationView[]> {
  const [first] = sights;
  if (!first) return [];
  const ids = sights.map(({ head }) => head.id);
  const people = sights.flatMap((sight) => sight.people.map(({ userId }) => userId));
  const [unread, last, members, names] = await Promise.all([
    unreadIn(ctx, first.user.userId, ids),
    lastOf(ctx, ids),
    membersOf(ctx, ids),
    namesOf(ctx, people),
  ]);
  const lasts = await Promise.all(
    sights.map(async (sight) => {
      const entry = last.get(sight.head.id);
      const [view] = entry ? await messageViews(ctx, ports, sight, [entry]) : [];
      return view ?? null;
    }),
  );
  return sights.map((sight, n) => ({
    ...viewOf(sight, members, names),
    unread: unread.get(sight.head.id) ?? 0,
    last: lasts[n] ?? null,
  }));
}

function viewOf(
  { head, user, role, people, open }: Sight,
  members: readonly Member[],
  names: ReadonlyMap<string, string>,
): Omit<ConversationView, "unread" | "last"> {
  const readSeq = (userId: string): number => members.find((row) => row.conversationId === head.id && row.userId === userId)?.readSeq ?? 0;
  return {
    id: publicId("conversation", head.id),
    kind: head.kind as ConversationKind,
    title: head.title,
    requestId: head.requestId === null ? null : publicId("request", head.requestId),
    dealId: head.dealId === null ? null : publicId("deal", head.dealId),
    caseId: head.caseId === null ? null : publicId("case", head.caseId),
    role,
    members: people.map((person) => ({
      role: person.role as ChatRole,
      name: names.get(person.userId) ?? "",
      mine: person.userId === user.userId,
      readSeq: readSeq(person.userId),
    })),
    lastSeq: head.seq,
    lastAt: head.lastAt.toISOString(),
    open,
  };
}
