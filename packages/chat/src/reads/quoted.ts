import { isDomainError, type ChatRole } from "@amanat/contracts";
import { type Ctx, namesOf, Prisma, rowsOf } from "@amanat/db";
import { entryAt } from "../internal/entries.ts";
import { sightOf } from "../internal/sight.ts";
import { publicConversation } from "../internal/views.ts";
import type { ChatPorts } from "../ports.ts";

/** A message as its reader sees it, with its place in the conversation's chain. */
type Quoted = { readonly text: string; readonly by: ChatRole; readonly name: string; readonly at: string; readonly hash: string };

/** A message of a conversation about this deal that the caller may read; null for any other, and for one that was erased. */
export async function quotedMessage(
  ctx: Ctx,
  { dealId, conversationId, seq }: { dealId: string; conversationId: string; seq: number },
  ports: ChatPorts,
): Promise<Quoted | null> {
  const sight = await sightOf(ctx, ports, publicConversation({ id: conversationId })).catch((error: unknown) => {
    if (isDomainError(error) && error.code === "NOT_FOUND") return null;
    throw error;
  });
  if (sight?.head.dealId !== dealId) return null;
  const entry = await entryAt(ctx, sight.head, seq);
  if (entry?.kind !== "message" || entry.text === null || entry.authorId === null) return null;
  const role = sight.people.find(({ userId }) => userId === entry.authorId)?.role ?? "staff";
  const names = await namesOf(ctx, [entry.authorId]);
  const hash = Buffer.from(entry.hash).toString("hex");
  return { text: entry.text, by: role, name: names.get(entry.authorId) ?? "", at: entry.at.toISOString(), hash };
}

/** The rooms of cases, by case. Does no access check: the caller has done it. */
export async function roomsOf(ctx: Ctx, caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf<{ id: string; caseId: string }>(
    ctx,
    Prisma.sql`SELECT "id"::text, "caseId"::text AS "caseId" FROM "Conversation" WHERE "caseId" = ANY (${[...caseIds]}::uuid[])`,
  );
  return new Map(rows.map(({ id, caseId }) => [caseId, id]));
}
