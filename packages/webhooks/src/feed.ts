import type { AudienceOf, FedEvent, Take, TxCtx } from "@amanat/db";
import { now } from "@amanat/db";
import { type NewMessage, insertMessages } from "./internal/messages.ts";
import { wake } from "./internal/endpoints.ts";
import { sayChanged } from "./internal/news.ts";
import { bodyOf, LIFE_MS, namesIt, wants } from "./rules.ts";

type Endpoint = { id: string; tenantId: string; ownerId: string; ofTenant: boolean; types: string[]; createdAt: Date; status: string };

/** Ends of sessions are for streams alone, a test is for one endpoint, and where endpoints lead is for their keeper, not for who may have named one. */
const nobodys = ({ type }: FedEvent): boolean => type.startsWith("session.") || type === "webhook.tested.v1" || type === "webhook.named.v1";

/** Who may read each event: the people of its channels. */
async function readersOf(
  tx: TxCtx,
  events: readonly FedEvent[],
  audiences: readonly AudienceOf[],
): Promise<(event: FedEvent) => Set<string>> {
  const channels = [...new Set(events.flatMap((event) => event.channels))];
  const known = new Map(
    channels.filter((channel) => channel.startsWith("user:")).map((channel) => [channel, [channel.slice("user:".length)]]),
  );
  for (const audience of audiences) for (const [channel, people] of await audience(tx, channels)) known.set(channel, [...people]);
  return ({ channels: its }) => new Set(its.flatMap((channel) => known.get(channel) ?? []));
}

/** Endpoints that any of these events may be for. One that was paused three days ago collects nothing any more. */
async function endpointsFor(
  tx: TxCtx,
  tenants: readonly string[],
  people: readonly string[],
  types: readonly string[],
): Promise<Endpoint[]> {
  const since = new Date((await now(tx)).getTime() - LIFE_MS);
  return tx.tx.webhookEndpoint.findMany({
    where: {
      tenantId: { in: [...tenants] },
      status: { not: "deleted" },
      AND: [
        { OR: [{ ofTenant: true }, { ownerId: { in: [...people] } }, { types: { hasSome: [...types] } }] },
        { OR: [{ pausedAt: null }, { pausedAt: { gt: since } }] },
      ],
    },
    select: { id: true, tenantId: true, ownerId: true, ofTenant: true, types: true, createdAt: true, status: true },
  });
}

/**
 * Writes a message for each endpoint that an event is for: what its keeper may see and has asked for. What happens on the open market is only
 * for who names it. An endpoint hears nothing of what happened before it was there.
 */
export function hearAll(audiences: readonly AudienceOf[]): Take {
  return async (tx, events) => {
    const told = events.filter((event) => !nobodys(event));
    if (told.length === 0) return;
    const readers = await readersOf(tx, told, audiences);
    const open = told.filter(({ channels }) => channels.includes("market")).map(({ type }) => type);
    const named = [...new Set(open.flatMap((type) => [type, `${type.split(".")[0] ?? ""}.*`]))];
    const people = [...new Set(told.flatMap((event) => [...readers(event)]))];
    const tenants = [...new Set(told.map(({ tenantId }) => tenantId))];
    const endpoints = await endpointsFor(tx, tenants, people, named);
    const messages = told.flatMap((event) => {
      const may = readers(event);
      return endpoints
        .filter((endpoint) => isFor(endpoint, event, may))
        .map(({ id }): NewMessage => {
          const { tenantId, seq, subjectId, type } = event;
          return { tenantId, endpointId: id, seq, subjectId, type, body: bodyOf(event) };
        });
    });
    if (messages.length === 0) return;
    const at = await now(tx);
    await insertMessages(tx, messages, at);
    const due = new Set(messages.map(({ endpointId }) => endpointId));
    const awake = endpoints.filter(({ id, status }) => due.has(id) && status !== "paused").map(({ id }) => id);
    // In one order for everybody, so that two never wait for each other.
    await wake(tx, awake.toSorted(), at);
    // What is sent at once is told when it was sent; what waits, and how much, is told here.
    await sayChanged(tx, ...endpoints.filter(({ id, status }) => due.has(id) && status !== "active"));
  };
}

function isFor({ tenantId, ownerId, ofTenant, types, createdAt }: Endpoint, event: FedEvent, may: ReadonlySet<string>): boolean {
  if (tenantId !== event.tenantId || createdAt > event.at) return false;
  if (ofTenant || may.has(ownerId)) return wants(types, event.type);
  return event.channels.includes("market") && namesIt(types, event.type);
}
