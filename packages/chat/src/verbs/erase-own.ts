import { type Ctx, inTransaction, now, Prisma, requireSystem, rowsOf, type TxCtx } from "@amanat/db";
import { addSaid, entryAt, takeAway } from "../internal/entries.ts";
import { forgetTitles, lockHead } from "../internal/heads.ts";

/** Messages of a pass. */
const PASS = 50;

/**
 * Takes away what a person said, once they go: text, edits and files of some of their messages, and what they called
 * requests that no deal came of. Each erasure is a link of the conversation's chain,
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
  for (const { conversationId, seq } of said) await eraseOne(ctx, conversationId, seq);
  return said.length + (await inTransaction(ctx, (tx) => forgetTitles(tx, userId)));
}

function eraseOne(ctx: Ctx, conversationId: string, seq: number): Promise<boolean> {
  return inTransaction(ctx, (tx) => eraseAt(tx, conversationId, seq));
}

/** Takes away what was said in these entries, in the caller's transaction and one order. Returns how many. */
export async function eraseIn(tx: TxCtx, ids: readonly string[]): Promise<number> {
  requireSystem(tx.actor);
  const said = await rowsOf<{ conversationId: string; seq: number }>(
    tx,
    Prisma.sql`SELECT "conversationId"::text, "seq" FROM "ConversationEntry" WHERE "id" = ANY (${[...ids]}::uuid[]) AND "text" IS NOT NULL
      ORDER BY "conversationId", "seq"`,
  );
  let erased = 0;
  for (const { conversationId, seq } of said) erased += (await eraseAt(tx, conversationId, seq)) ? 1 : 0;
  return erased;
}

async function eraseAt(tx: TxCtx, conversationId: string, seq: number): Promise<boolean> {
  const head = await lockHead(tx, conversationId);
  const entry = head && (await entryAt(tx, head, seq));
  if (!head || !entry || entry.text === null || entry.authorId === null) return false;
  // A client cannot have taken this id: theirs have no colon.
  const erasure = { kind: "redaction", authorId: entry.authorId, clientId: `erase:${seq}`, ref: seq } as const;
  await addSaid(tx, head, { ...erasure, text: "", fileIds: [], warnings: [], at: await now(tx) });
  await takeAway(tx, head, seq);
  return true;
}
