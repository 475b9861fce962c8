import { type byDelivery, type DeadDelivery, type deadDeliveriesInput, DomainError, type Page, publicId, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, decodeCursor, encodeCursor, oncePerKey, reader, requireRole, reviveDelivery } from "@amanat/db";
import * as z from "zod";

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * A page of the deliveries that were given up, longest dead first, with what went wrong. Who: admin, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function deadDeliveries(ctx: Ctx, input: z.output<typeof deadDeliveriesInput>): Promise<Page<DeadDelivery>> {
  requireRole(ctx.actor, "admin");
  const { cursor, limit, consumer } = input;
  const { tenantId } = ctx.actor;
  const tag = ["deliveries", tenantId, consumer ?? ""].join("|");
  const after = cursor === undefined ? null : place.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (after?.success === false) throw new DomainError("INVALID_CURSOR");
  const [at, id] = after === null ? [] : after.data;
  const beyond =
    at === undefined || id === undefined ? {} : { OR: [{ deadAt: { gt: new Date(at) } }, { deadAt: new Date(at), id: { gt: id } }] };
  const found = await reader(ctx).delivery.findMany({
    where: { tenantId, deadAt: { not: null }, ...(consumer === undefined ? {} : { consumer }), ...beyond },
    orderBy: [{ deadAt: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  const nextCursor = last?.deadAt ? encodeCursor(ctx.db.cursorSecret, tag, [last.deadAt.toISOString(), last.id]) : null;
  const events = await reader(ctx).event.findMany({ where: { OR: rows.map(({ channel, seq }) => ({ channel, seq })) } });
  const eventOf = new Map(events.map((event) => [`${event.channel}#${event.seq}`, event]));
  const data = rows.flatMap(({ channel, seq, deadAt, failure, ...row }) => {
    const event = eventOf.get(`${channel}#${seq}`);
    if (event === undefined || deadAt === null) return [];
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
  return { data, meta: { nextCursor, hasMore: nextCursor !== null } };
}

/**
 * Puts a dead delivery back in line, with all its tries. Its incident stays until the consumer has reacted.
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
