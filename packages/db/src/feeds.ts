import { BrokenInvariant, EVENTS, type EventType } from "@amanat/contracts";
import { type Consumer, registerConsumers } from "./consumers.ts";
import { type Ctx, reader, type TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { requireSystem } from "./guards.ts";
import { inTransaction } from "./transaction.ts";

/** An event as a feed gives it: once, with every channel it went to. */
export type FedEvent = {
  readonly seq: bigint;
  readonly tenantId: string;
  readonly type: EventType;
  readonly subjectId: string;
  readonly channels: readonly string[];
  readonly at: Date;
  /** Null for what happened automatically. */
  readonly actorId: string | null;
  readonly actorName: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** Runs in the transaction that moves the position on, so that its effect happens exactly once. */
export type Take = (tx: TxCtx, events: readonly FedEvent[]) => Promise<void>;

/** Everything that happens, in order, for a context whose reaction is the same for all of it: some rows for a page of events. */
export type Feed = { readonly from: Consumer["from"]; readonly take: Take };

/** Events of one page. */
const PER_PAGE = 200;

type Row = Omit<FedEvent, "type" | "payload"> & { readonly type: string; readonly payload: unknown };

const COLUMNS = Prisma.sql`e."seq", e."tenantId"::text, e."type", e."subjectId"::text, e."at", e."actorId"::text, e."actorName", e."payload",
  ARRAY(SELECT c."channel" FROM "Event" c WHERE c."stamp" = e."stamp" AND c."seq" = e."seq" ORDER BY c."channel") AS "channels"`;

function fed(row: Row): FedEvent {
  const type = row.type as EventType;
  if (!Object.hasOwn(EVENTS, type)) throw new BrokenInvariant(`no event is called ${row.type}`);
  return { ...row, type, payload: EVENTS[type].parse(row.payload) };
}

/** The event of a delivery that was put aside. */
export async function eventOf(tx: TxCtx, { channel, seq }: { channel: string; seq: bigint }): Promise<FedEvent> {
  const [row] = await tx.tx.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM "Event" e WHERE e."channel" = ${channel} AND e."seq" = ${seq}`;
  if (!row) throw new BrokenInvariant(`no event ${seq} in ${channel}`);
  return fed(row);
}

const BEHIND = Prisma.sql`e."reacts" AND (e."stamp", e."channel", e."seq") > (c."stamp", c."channel", c."seq") AND e."stamp" < event_horizon()`;

/**
 * One turn over what happened since: pages of events are taken in order, each in one transaction with the position behind it, so that a page
 * is taken whole or not at all, by one worker. Only what lies below the horizon is given. An event that cannot be taken is put aside as a
 * delivery, which is tried again, and is dead after eight failures like every other; those behind it are not held back.
 * Returns how many events were taken. Errors: FORBIDDEN (no process of ours).
 */
export function feeder(consumer: Consumer & { readonly take: Take }): (ctx: Ctx) => Promise<number> {
  let registered = false;
  return async (ctx) => {
    requireSystem(ctx.actor);
    if (!registered) await registerConsumers(ctx, [consumer]);
    registered = true;
    let sum = 0;
    for (let page = await nextPage(ctx, consumer, PER_PAGE); page > 0; page = await nextPage(ctx, consumer, PER_PAGE)) sum += page;
    return sum;
  };
}

type Placed = Row & { readonly stamp: bigint; readonly channel: string };
type Taking = (tx: TxCtx, rows: readonly Placed[]) => Promise<void>;

async function nextPage(ctx: Ctx, { name, take }: Pick<Consumer, "name"> & { readonly take: Take }, size: number): Promise<number> {
  const [news] = await reader(ctx).$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM "Consumer" c JOIN "Event" e ON ${BEHIND} WHERE c."name" = ${name}) AS any`;
  if (news?.any !== true) return 0;
  try {
    return await onePage(ctx, name, size, (tx, rows) => take(tx, rows.map(fed)));
  } catch (error) {
    ctx.log.error({ err: error, consumer: name, events: size }, "a page of events was not taken");
    return size > 1 ? nextPage(ctx, { name, take }, Math.ceil(size / 4)) : onePage(ctx, name, 1, putAside(name));
  }
}

async function onePage(ctx: Ctx, name: string, size: number, take: Taking): Promise<number> {
  return inTransaction(ctx, async (tx) => {
    const held = await tx.tx.$queryRaw<unknown[]>`SELECT 1 FROM "Consumer" WHERE "name" = ${name} FOR UPDATE SKIP LOCKED`;
    if (held.length === 0) return 0;
    const rows = await tx.tx.$queryRaw<Placed[]>`
      SELECT e."stamp", e."channel", ${COLUMNS} FROM "Consumer" c CROSS JOIN LATERAL (
        SELECT * FROM "Event" e WHERE ${BEHIND} ORDER BY e."stamp", e."channel", e."seq" LIMIT ${size}) e
      WHERE c."name" = ${name} ORDER BY e."stamp", e."channel", e."seq"`;
    const last = rows.at(-1);
    if (!last) return 0;
    await take(tx, rows);
    await tx.tx.consumer.update({ where: { name }, data: { stamp: last.stamp, channel: last.channel, seq: last.seq } });
    return rows.length;
  });
}

/** A delivery of its own for an event that was not taken. */
function putAside(consumer: string): Taking {
  return async (tx, rows) => {
    const data = rows.map(({ tenantId, channel, seq, at }) => ({ tenantId, consumer, subject: channel, channel, seq, dueAt: at }));
    await tx.tx.delivery.createMany({ data });
  };
}
