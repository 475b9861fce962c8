import { type acknowledged, type byNotice, DomainError, type readAllInput, type readNotices, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { markAllRead, markRead, sayChanged } from "../internal/notices.ts";

/**
 * Marks one of the caller's notices as read. What has not left for other channels yet does not leave any more.
 *
 * - Who: whom it was told. From: any state. Two at once, or again: the same answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function readNotice(ctx: Ctx, input: z.output<typeof byNotice>): Promise<z.input<typeof acknowledged>> {
  const { userId } = requireUser(ctx.actor);
  return oncePerKey(ctx, "notifications.read", input, async (tx) => {
    const id = uuidOf("notice", input.noticeId);
    const row = id === null ? null : await tx.tx.notice.findFirst({ where: { id, userId }, select: { id: true } });
    if (!row) throw new DomainError("NOT_FOUND");
    if (await markRead(tx, userId, row.id, await now(tx))) {
      await audit(tx, { action: "notice.read", subjectKind: "user", subjectId: userId, payload: { notices: 1 } });
      await sayChanged(tx, new Map([[userId, row.id]]));
    }
    return { ok: true };
  });
}

/**
 * Marks everything that the caller was told up to a moment: what came meanwhile stays unread.
 *
 * - Who: anybody signed in, for what is their own. Two at once, or again: the second finds nothing unread.
 *
 * Errors: AUTHENTICATION_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function readAllNotices(ctx: Ctx, input: z.output<typeof readAllInput>): Promise<z.input<typeof readNotices>> {
  const { userId } = requireUser(ctx.actor);
  return oncePerKey(ctx, "notifications.readAll", input, async (tx) => {
    const read = await markAllRead(tx, userId, new Date(input.until), await now(tx));
    if (read > 0) {
      await audit(tx, { action: "notice.read", subjectKind: "user", subjectId: userId, payload: { notices: read } });
      await sayChanged(tx, new Map([[userId, null]]));
    }
    return { read };
  });
}
