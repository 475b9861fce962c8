import { type acknowledged, type bySeq, DomainError, uuidOf } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { addSaid, entryAt, takeAway } from "../internal/entries.ts";
import { lockHead } from "../internal/heads.ts";
import type { ChatPorts } from "../ports.ts";
import { changedEvent } from "../rules.ts";

/**
 * Takes away what was said in a message, on a person's request: its text, its edits, its files. That it was said, by whom and when stays, and the
 * chain still verifies.
 *
 * - Who: admins, who do not read it for that. From: not erased. Two at once: one through, the other INVALID_STATE. Replay: the stored answer;
 *   without a key INVALID_STATE. Dies before the commit: it stands as it did.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function eraseMessage(ctx: Ctx, input: z.output<typeof bySeq>, ports: ChatPorts): Promise<z.input<typeof acknowledged>> {
  const admin = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "chat.erase", input, async (tx) => {
    const id = uuidOf("conversation", input.conversationId);
    const head = id === null ? null : await lockHead(tx, id);
    if (head?.tenantId !== admin.tenantId) throw new DomainError("NOT_FOUND");
    const entry = await entryAt(tx, head, input.seq);
    if (entry?.kind !== "message") throw new DomainError("NOT_FOUND");
    if (entry.text === null) throw new DomainError("INVALID_STATE");
    const at = await now(tx);
    const erasure = { kind: "redaction", authorId: admin.userId, clientId: `erase-${entry.seq}`, ref: entry.seq } as const;
    await addSaid(tx, head, { ...erasure, text: "", fileIds: [], warnings: [], at });
    await takeAway(tx, head, entry.seq);
    await audit(tx, { action: "chat.erased", subjectKind: "conversation", subjectId: head.id, payload: { seq: entry.seq } });
    const [standing] = await ports.standings(tx, [head]);
    await appendEvents(tx, [changedEvent(head, standing?.people ?? [])]);
    return { ok: true as const };
  });
}
