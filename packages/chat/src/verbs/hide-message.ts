import { type acknowledged, type bySeq, DomainError } from "@amanat/contracts";
import { appendEvents, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { entryAt } from "../internal/entries.ts";
import { sightOf } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";
import { changedEvent } from "../rules.ts";

/**
 * Deletes a message for oneself. The others, and the chain, keep it.
 *
 * - Who: who is in the conversation. Two at once, and replay: it is deleted, and both are told so.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function hideMessage(ctx: Ctx, input: z.output<typeof bySeq>, ports: ChatPorts): Promise<z.input<typeof acknowledged>> {
  requireUser(ctx.actor);
  return oncePerKey(ctx, "chat.hide", input, async (tx) => {
    const { head, user } = await sightOf(tx, ports, input.conversationId);
    const entry = await entryAt(tx, head, input.seq);
    if (entry?.kind !== "message" && entry?.kind !== "system") throw new DomainError("NOT_FOUND");
    const row = { conversationId: head.id, userId: user.userId, seq: entry.seq };
    const { count } = await tx.tx.conversationHidden.createMany({ data: [row], skipDuplicates: true });
    if (count === 1) await appendEvents(tx, [changedEvent(head, [user])]);
    return { ok: true as const };
  });
}
