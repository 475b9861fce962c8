import { type createWebhookInput, DomainError, type webhookSecret } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireRole, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { insertEndpoint } from "../internal/endpoints.ts";
import { sayChanged, sayNamed } from "../internal/news.ts";
import { requireReachable, requireTypes } from "../internal/named.ts";
import { webhookView } from "../internal/views.ts";
import type { WebhookPorts } from "../ports.ts";
import { MOST_ENDPOINTS } from "../rules.ts";
import { secretOf } from "../internal/signing.ts";

/**
 * Names a server that is told what happens from now on, and shows the secret its messages are signed with.
 *
 * - Who: anybody signed in, for what they may see; an admin also for the tenant, whose endpoint hears everything.
 * - Two at once: both, one after the other; the eleventh of one keeper INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer and the same secret; without one another endpoint.
 * - Dies before the commit: nothing is there. The address is looked up before the transaction and again at each attempt.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function createWebhook(
  ctx: Ctx,
  input: z.output<typeof createWebhookInput>,
  { outbound, key }: WebhookPorts,
): Promise<z.input<typeof webhookSecret>> {
  const user = input.of === "tenant" ? requireRole(ctx.actor, "admin") : requireUser(ctx.actor);
  requireTypes(input.types);
  await requireReachable(outbound, input.url);
  const { webhook, id } = await oncePerKey(ctx, "webhooks.create", input, async (tx) => {
    const { of, ...kept } = input;
    const ofTenant = of === "tenant";
    await requireRoom(tx, ofTenant ? user.tenantId : user.userId, ofTenant);
    const row = await insertEndpoint(tx, {
      ...kept,
      id: newId(),
      tenantId: user.tenantId,
      ownerId: user.userId,
      ofTenant,
      createdAt: await now(tx),
    });
    await audit(tx, {
      action: "webhook.created",
      subjectKind: "webhook",
      subjectId: row.id,
      payload: { host: new URL(row.url).host, of, types: row.types },
    });
    await sayNamed(tx, row);
    await sayChanged(tx, row);
    return { webhook: await webhookView(tx, row), id: row.id };
  });
  return { webhook, secret: secretOf(key, { id }, 1) };
}

/** Keepers make endpoints one after the other, so that their number holds. Errors: INVALID_STATE. */
async function requireRoom(tx: TxCtx, keeper: string, ofTenant: boolean): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks of ${keeper}`}, 0))`;
  const of = ofTenant ? { tenantId: keeper, ofTenant } : { ownerId: keeper, ofTenant };
  const count = await tx.tx.webhookEndpoint.count({ where: { ...of, status: { not: "deleted" } } });
  if (count >= MOST_ENDPOINTS)
    throw new DomainError("INVALID_STATE", "There are as many endpoints as one keeper may have. Remove one first.");
}
