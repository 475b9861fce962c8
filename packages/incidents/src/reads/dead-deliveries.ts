import { type DeadDelivery, type deadDeliveriesInput, type Page, publicId } from "@amanat/contracts";
import { after, type Ctx, cutAt, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
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
