import { type byDelivery, type DeadDelivery, type deadDeliveriesInput, DomainError, type Page, publicId, uuidOf } from "@amanat/contracts";
import { after, audit, type Ctx, cutAt, oncePerKey, placeOf, reader, requireRole, reviveDelivery, tenantTag } from "@amanat/db";
import type * as z from "zod";

/**
 * A page of dead deliveries, longest dead first, with their failure. Who: admin, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function deadDeliveries(ctx: Ctx, input: z.output<typeof deadDeliveriesInput>): Promise<Page<DeadDelivery>> {
  requireRole(ctx.actor, "admin");
  const { cursor, limit, consumer } = input;
  const { tenantId } = ctx.actor;
  const tag = tenantTag(ctx, "deliveries", { consumer });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "deadAt", "asc");
  const found = await reader(ctx).delivery.findMany({
    where: { tenantId, deadAt: { not: null }, ...(consumer === undefined ? {} : { consumer }), ...where },
    orderBy,
    take: limit + 1,
  });
  const dead = found.flatMap(({ deadAt, ...row }) => (deadAt === null ? [] : [{ ...row, deadAt }]));
  const { rows, meta } = cutAt(ctx, tag, dead, limit, ({ deadAt }) => deadAt);
  const events = await reader(ctx).event.findMany({ where: { OR: rows.map(({ channel, seq }) => ({ channel, seq })) } });
  const eventOf = new Map(events.map((event) => [`${event.channel}#${event.seq}`, event]));
  const data = rows.flatMap(({ channel, seq, deadAt, failure, ...row }) => {
    const event = eventOf.get(`${channel}#${seq}`);
    if (event === undefined) return [];
    return {
      id: publicId("delivery", row.id),
      consumer: row.consumer,
      type: event.type,
      dealId: channel.startsWith("deal:") ? publicId("deal", channel.slice("deal:".length)) : null,
      at: event.at.toISOString(),
      attempts: row.attempts,
      failure: failure ?? "",
      deadAt: deadAt.toISOString(),
    };
  });
  return { data, meta };
}

/**
 * Makes a dead delivery due again, with a full count of attempts. Its incident stays open until the consumer has reacted.
 *
 * - Who: admin, of their own tenant.
 * - From: dead. It ends waiting, due at once.
 * - Two at once: one through, the other INVALID_STATE, or NOT_FOUND when the consumer has reacted meanwhile.
 * - Replay: with the same Idempotency-Key the stored answer; without one as two at once.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function retryDelivery(ctx: Ctx, input: z.output<typeof byDelivery>): Promise<{ ok: true }> {
  requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "incidents.retryDelivery", input, async (tx) => {
    const id = uuidOf("delivery", input.deliveryId);
    if (id === null) throw new DomainError("NOT_FOUND");
    await reviveDelivery(tx, id);
    await audit(tx, { action: "delivery.retry", subjectKind: "delivery", subjectId: id, payload: {} });
    return { ok: true } as const;
  });
}
