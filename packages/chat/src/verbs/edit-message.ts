import { type ChatMessage, DomainError, type editMessageInput } from "@amanat/contracts";
import { appendEvents, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { addSaid, entryAt, entryByClient } from "../internal/entries.ts";
import { lockedSight, type Sight } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";
import { changedEvent, editableUntil } from "../rules.ts";
import { warningsOf } from "../internal/warnings.ts";
import { messageAt, requireOpen, requirePace } from "./send-message.ts";

type Input = z.output<typeof editMessageInput>;

/**
 * Says something anew: an entry of its own behind the first text, which stays in the chain.
 *
 * - Who: the author of a message, for five minutes by the database's clock, while the conversation is open.
 * - Two at once: one after the other, the later one is shown. Replay: the same `clientId` is the same edit, with or without a key.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (not in it, or no message of theirs), INVALID_STATE (closed, too late, erased), RATE_LIMITED,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function editMessage(ctx: Ctx, input: Input, ports: ChatPorts): Promise<ChatMessage> {
  requireUser(ctx.actor);
  await oncePerKey(ctx, "chat.edit", input, async (tx) => {
    const sight = await lockedSight(tx, ports, input.conversationId);
    const known = await entryByClient(tx, sight.head, sight.user.userId, input.clientId);
    if (!known) await edit(tx, sight, input);
    else if (known.kind !== "edit" || known.ref !== input.seq || (known.text !== null && known.text !== input.text))
      throw new DomainError("IDEMPOTENCY_CONFLICT");
    return { ok: true };
  });
  return messageAt(ctx, ports, input.conversationId, input.seq);
}

async function edit(tx: TxCtx, sight: Sight, { seq, clientId, text }: Input): Promise<void> {
  const { head, user, people } = sight;
  const first = await entryAt(tx, head, seq);
  if (first?.kind !== "message" || first.authorId !== user.userId) throw new DomainError("NOT_FOUND");
  const at = await now(tx);
  requireOpen(sight);
  if (first.text === null || at >= editableUntil(first.at)) throw new DomainError("INVALID_STATE");
  await requirePace(tx, sight, at);
  const warnings = warningsOf(text);
  await addSaid(tx, head, { kind: "edit", authorId: user.userId, clientId, ref: seq, text, fileIds: [], warnings, at });
  await appendEvents(tx, [changedEvent(head, people)]);
}
