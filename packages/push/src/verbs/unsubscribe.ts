import type { acknowledged, byPushSubscription } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { removeOwn } from "../internal/subscriptions.ts";

/**
 * A browser is not woken any more.
 *
 * - Who: whose it is. Two at once: one through, the other NOT_FOUND. Replay: the stored answer; without a key NOT_FOUND.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function unsubscribe(ctx: Ctx, input: z.output<typeof byPushSubscription>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "push.unsubscribe", input, async (tx) => {
    const row = await removeOwn(tx, user.userId, input.pushSubscriptionId);
    await audit(tx, { action: "push.unsubscribed", subjectKind: "push_subscription", subjectId: row.id, payload: {} });
    return { ok: true as const };
  });
}
