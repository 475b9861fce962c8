import { type ChatMessage, DomainError, type sendMessageInput, uuidOf } from "@amanat/contracts";
import { appendEvents, type Ctx, now, oncePerKey, Prisma, requireUser, rowsOf, type TxCtx } from "@amanat/db";
import { limited } from "@amanat/limits";
import type * as z from "zod";
import { addSaid, type Entry, entryAt, entryByClient } from "../internal/entries.ts";
import { tellMembers } from "../internal/members.ts";
import { lockedSight, type Sight, sightOf } from "../internal/sight.ts";
import { messageViews, publicConversation } from "../internal/views.ts";
import type { ChatPorts } from "../ports.ts";
import { actorRoleOf, COUNTED, mayWriteAt, MOST_PER_MINUTE } from "../rules.ts";
import { warningsOf } from "../internal/warnings.ts";

type Input = z.output<typeof sendMessageInput>;

/**
 * Says something in a conversation.
 *
 * - Who: who is in it, while it is open. Two at once: one after the other, each with a place of its own.
 * - Replay: the same `clientId` is the same message, with or without a key, for ever: the answer is the message as it is now. With another
 *   text it is IDEMPOTENCY_CONFLICT.
 * - Dies before the commit: nothing is there, and the sender sends it again. After it: the sender sends it again, and is answered.
 *
 * Errors: AUTHENTICATION_REQUIRED, ACCOUNT_RESTRICTED (about no deal), NOT_FOUND (not in it, or a file of somebody else), INVALID_STATE (closed, or a file that is not ready),
 * VALIDATION_ERROR (what it answers is no message), RATE_LIMITED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function sendMessage(ctx: Ctx, input: Input, ports: ChatPorts): Promise<ChatMessage> {
  requireUser(ctx.actor);
  // What was said stands in the chain alone: the key's row keeps its place and no copy of it.
  const { seq } = await oncePerKey(ctx, "chat.send", input, async (tx) => {
    const sight = await lockedSight(tx, ports, input.conversationId);
    const known = await entryByClient(tx, sight.head, sight.user.userId, input.clientId);
    return { seq: known ? sameAs(known, input) : await say(tx, ports, sight, input) };
  });
  return messageAt(ctx, ports, input.conversationId, seq);
}

/** The message at a place, as the caller sees it. Errors: NOT_FOUND (also where they have deleted it for themselves). */
export async function messageAt(ctx: Ctx, ports: ChatPorts, conversationId: string, seq: number): Promise<ChatMessage> {
  const sight = await sightOf(ctx, ports, conversationId);
  const entry = await entryAt(ctx, sight.head, seq);
  const [view] = entry ? await messageViews(ctx, ports, sight, [entry]) : [];
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}

/** Errors: IDEMPOTENCY_CONFLICT. An erased message is not compared: nothing of it is left. */
function sameAs(entry: Entry, { text, replyTo, fileIds }: Input): number {
  const files = fileIds.map((id) => uuidOf("file", id));
  const same = entry.text === null || (entry.text === text && files.join() === entry.fileIds.join());
  if (entry.kind !== "message" || entry.ref !== (replyTo ?? null) || !same) throw new DomainError("IDEMPOTENCY_CONFLICT");
  return entry.seq;
}

async function say(tx: TxCtx, ports: ChatPorts, sight: Sight, input: Input): Promise<number> {
  const { head, user, people } = sight;
  const at = await now(tx);
  // Whoever is restricted speaks about the deals that run.
  if (user.restricted === true && head.dealId === null) throw new DomainError("ACCOUNT_RESTRICTED");
  requireOpen(sight);
  await requirePace(tx, sight, at);
  await requireAnswerable(tx, sight, input.replyTo);
  const fileIds = input.fileIds.map((id) => uuidOf("file", id) ?? "");
  const entry = await addSaid(tx, head, {
    kind: "message",
    authorId: user.userId,
    clientId: input.clientId,
    ref: input.replyTo ?? null,
    text: input.text,
    fileIds,
    warnings: warningsOf(input.text),
    at,
  });
  if (fileIds.length > 0) await ports.attach(tx, input.fileIds, entry.id);
  await tellMembers(tx, head.id, people, { lastAt: at, seq: entry.seq, from: user.userId });
  await appendEvents(tx, [
    {
      type: "chat.message_sent.v1",
      subjectId: head.id,
      payload: { conversationId: publicConversation(head), seq: entry.seq, clientId: input.clientId, by: sight.role },
      channels: people.map(({ userId }) => `user:${userId}`),
      actorRole: actorRoleOf(sight.role),
    },
  ]);
  return entry.seq;
}

/** Errors: INVALID_STATE. */
export function requireOpen({ open }: Sight): void {
  if (!open) throw new DomainError("INVALID_STATE", "This conversation is closed.");
}

/** Counted by what stands in the chain, under its lock: exact for every process. Errors: RATE_LIMITED. */
export async function requirePace(tx: TxCtx, { head, user }: Sight, at: Date): Promise<void> {
  const rows = await rowsOf<{ at: Date }>(
    tx,
    Prisma.sql`SELECT "at" FROM "ConversationEntry"
      WHERE "conversationId" = ${head.id}::uuid AND "seq" > ${head.seq - COUNTED}::int AND "authorId" = ${user.userId}::uuid`,
  );
  const again = mayWriteAt(
    rows.map((row) => row.at),
    at,
  );
  if (again === null) return;
  throw limited({ limit: MOST_PER_MINUTE, remaining: -1, resetSeconds: Math.ceil((again.getTime() - at.getTime()) / 1_000) });
}

async function requireAnswerable(tx: TxCtx, { head }: Sight, replyTo: number | undefined): Promise<void> {
  if (replyTo === undefined) return;
  const entry = await entryAt(tx, head, replyTo);
  if (entry?.kind !== "message") throw new DomainError("VALIDATION_ERROR", "There is no such message to answer.");
}
