import {
  COUNTED_TO,
  DELIVERY_STATES,
  type deliveryPage,
  deliveryView,
  type DeliveryState,
  type listDeliveriesInput,
  PROVIDER_NAMES,
  type providerList,
  type ProviderView,
  providerView,
  publicId,
} from "@amanat/contracts";
import { type Ctx, cutAt, listTag, now, type Place, placeOf, Prisma, reader, requireRole, rowsOf, setting } from "@amanat/db";
import type * as z from "zod";
import { SETTINGS } from "../settings.ts";
import { inboxBacklogs } from "./inbox.ts";

const HOUR_MS = 3_600_000;
/** Shown of a delivery. */
const HEAD = 400;

/** Bytes as text that any page can show: what is no printable ASCII is a dot. */
const shown = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("latin1")
    .replaceAll(/[^\x20-\x7E]/g, "·");

/**
 * Every provider: how calls to it fare, what of its webhooks waits, and what came in a day. Bounded by the number of providers, whatever came.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN.
 */
export async function listProviders(ctx: Ctx): Promise<z.output<typeof providerList>> {
  requireRole(ctx.actor, "guard", "admin");
  const at = await now(ctx);
  const since = new Date(at.getTime() - 24 * HOUR_MS);
  const [backlogs, health, tallies, refusals, most] = await Promise.all([
    inboxBacklogs(ctx, COUNTED_TO + 1),
    reader(ctx).providerHealth.findMany(),
    reader(ctx).webhookTally.findMany({ where: { hour: { gt: since } } }),
    reader(ctx).webhookRefusal.findMany({ orderBy: { at: "desc" } }),
    setting(ctx, SETTINGS.refusedAlert),
  ]);
  const providers = PROVIDER_NAMES.map((name): ProviderView => {
    const backlog = backlogs.find((each) => each.name === name);
    const found = health.find(({ provider }) => provider === name);
    const own = tallies.filter(({ provider }) => provider === name);
    const sum = (outcome: string) => own.filter((row) => row.outcome === outcome).reduce((sofar, row) => sofar + Number(row.count), 0);
    const refusedNow = own.find((row) => row.outcome === "refused" && at.getTime() - row.hour.getTime() < HOUR_MS);
    return providerView.parse({
      name,
      health: found
        ? {
            circuit: found.circuit,
            since: found.since.toISOString(),
            okAt: found.okAt?.toISOString() ?? null,
            failedAt: found.failedAt?.toISOString() ?? null,
            failure: found.failure,
          }
        : null,
      waiting: backlog?.waiting ?? 0,
      failing: backlog?.failing ?? 0,
      aside: backlog?.dead ?? 0,
      day: { stored: sum("stored"), duplicate: sum("duplicate"), refused: sum("refused") },
      alarmed: Number(refusedNow?.count ?? 0n) > most,
      refusals: refusals
        .filter(({ provider }) => provider === name)
        .map(({ at: moment, bytes, head }) => ({ at: moment.toISOString(), bytes, head: shown(head) })),
    });
  });
  return { providers };
}

type Found = {
  id: string;
  deliveryId: string;
  event: string;
  outcome: string | null;
  attempts: number;
  test: boolean;
  bytes: number;
  head: Uint8Array;
  receivedAt: Date;
  processedAt: Date | null;
  state: DeliveryState;
};

/** What became of a delivery, by its row. */
const STATE = Prisma.sql`CASE
  WHEN "setAsideAt" IS NOT NULL THEN 'aside'
  WHEN "processedAt" IS NULL AND "attempts" > 0 THEN 'failing'
  WHEN "processedAt" IS NULL THEN 'waiting'
  WHEN "outcome" LIKE 'malformed%' OR "outcome" LIKE 'not %' THEN 'unread'
  WHEN "outcome" LIKE 'ignored%' OR "outcome" = 'unknown target' THEN 'ignored'
  ELSE 'acted' END`;

/** The deliveries of one provider that were stored, the newest first. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function listDeliveries(ctx: Ctx, asked: z.output<typeof listDeliveriesInput>): Promise<z.output<typeof deliveryPage>> {
  requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, ...filters } = asked;
  const tag = listTag(ctx, "deliveries", filters);
  const found = await rowsOf<Found>(ctx, statement(asked, placeOf(ctx, tag, cursor)));
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ receivedAt }) => receivedAt);
  const data = rows.map(({ id, deliveryId, head, receivedAt, processedAt, ...rest }) =>
    deliveryView.parse({
      ...rest,
      id: publicId("inbound", id),
      delivery: deliveryId,
      head: shown(head),
      receivedAt: receivedAt.toISOString(),
      processedAt: processedAt?.toISOString() ?? null,
    }),
  );
  return { data, meta };
}

function statement({ provider, state, limit }: z.output<typeof listDeliveriesInput>, from: Place | null): Prisma.Sql {
  const conditions = [Prisma.sql`"provider" = ${provider}`];
  if (state !== undefined && DELIVERY_STATES.includes(state)) conditions.push(Prisma.sql`${STATE} = ${state}`);
  if (from !== null) conditions.push(Prisma.sql`("receivedAt", "id") < (${from.at}, ${from.id}::uuid)`);
  return Prisma.sql`
    SELECT "id", "deliveryId", "event", "outcome", "attempts", "test", length("rawBody")::int AS "bytes", substring("rawBody" FOR ${HEAD}) AS "head",
      "receivedAt", "processedAt", ${STATE} AS "state"
    FROM "WebhookInbox" WHERE ${Prisma.join(conditions, " AND ")} ORDER BY "receivedAt" DESC, "id" DESC LIMIT ${limit + 1}`;
}
