import { type Ctx, inTransaction, now, Prisma, requireSystem, rowsOf } from "@amanat/db";
import { addSaid, entryAt, takeAway } from "../internal/entries.ts";
import { lockHead } from "../internal/heads.ts";

/** Messages of a pass. */
const PASS = 50;

/**
 * Takes away what a person said, once they go: text, edits and files of some of their messages. Each erasure is a link of the conversation's chain,
 * which still verifies.
 *
 * - Who: our own processes. Two at once, and replay: what is erased already is left. Returns how many it erased.
 */
export async function eraseOwn(ctx: Ctx, userId: string): Promise<number> {
  requireSystem(ctx.actor);
  const said = await rowsOf<{ conversationId: string; seq: number }>(
    ctx,
    Prisma.sql`SELECT "conversationId"::text, "seq" FROM "ConversationEntry" WHERE "authorId" = ${userId}::uuid AND "kind" = 'message' AND "text" IS NOT NULL
      ORDER BY "conversationId", "seq" LIMIT ${PASS}`,
  );
  for (const { conversationId, seq } of said) await eraseOne(ctx, conversationId, seq, userId);
  return said.length;
}

function eraseOne(ctx: Ctx, conversationId: string, seq: number, authorId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const head = await lockHead(tx, conversationId);
    const entry = head && (await entryAt(tx, head, seq));
    if (!head || !entry || entry.text === null) return;
    // A client cannot have taken this id: theirs have no colon.
    const erasure = { kind: "redaction", authorId, clientId: `erase:${seq}`, ref: seq } as const;
    await addSaid(tx, head, { ...erasure, text: "", fileIds: [], warnings: [], at: await now(tx) });
    await takeAway(tx, head, seq);
  });
}
