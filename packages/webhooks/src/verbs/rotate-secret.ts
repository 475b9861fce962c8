import type { rotateWebhookInput, webhookSecret } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { changeKept, lockKept } from "../internal/endpoints.ts";
import { sayChanged } from "../internal/news.ts";
import { requireVersion } from "../internal/version.ts";
import { webhookView } from "../internal/views.ts";
import type { WebhookPorts } from "../ports.ts";
import { HOUR_MS } from "../rules.ts";
import { secretOf } from "../internal/signing.ts";

/**
 * Gives an endpoint a new secret and shows it. Messages are signed with both until the overlap ends; of an earlier rotation nothing is left.
 *
 * - Who: who keeps it. From: any state but deleted.
 * - Two at once: one through, the other VERSION_CONFLICT. Replay: the stored answer with the same secret; without a key VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function rotateSecret(
  ctx: Ctx,
  input: z.output<typeof rotateWebhookInput>,
  { key }: WebhookPorts,
): Promise<z.input<typeof webhookSecret>> {
  const user = requireUser(ctx.actor);
  const { webhook, id, secretNumber } = await oncePerKey(ctx, "webhooks.rotateSecret", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    requireVersion(row, input.version);
    const formerUntil = new Date((await now(tx)).getTime() + input.overlapHours * HOUR_MS);
    const after = await changeKept(tx, row, { secretNumber: { increment: 1 }, formerUntil });
    const payload = { formerUntil: formerUntil.toISOString() };
    await audit(tx, { action: "webhook.secret_rotated", subjectKind: "webhook", subjectId: row.id, payload });
    await sayChanged(tx, row);
    return { webhook: await webhookView(tx, after), id: row.id, secretNumber: after.secretNumber };
  });
  return { webhook, secret: secretOf(key, { id }, secretNumber) };
}
