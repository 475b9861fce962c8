import { BrokenInvariant, DomainError, EVENTS, type EventType } from "@amanat/contracts";
import { type Consumer, registerConsumers, fanOut, consumerNames } from "./consumers.ts";
import { type Ctx, noteTime, now, reader, timeIn, type TxCtx } from "./context.ts";
import type { Database } from "./database.ts";
import { writeLast } from "./ending.ts";
import { eventOf } from "./feeds.ts";
import { Prisma } from "./generated/client.ts";
import { mendIncidents, raiseIncident } from "./incidents.ts";
import { type Beginning, noteSettings, settingsOf } from "./settings.ts";
import { inTransaction } from "./transaction.ts";

/** Deliveries of one turn. */
const PER_TURN = 50;
/** After this many failures a delivery is dead: it stays with its failure, for an operator. */
const MAX_ATTEMPTS = 8;
const LONGEST_FAILURE = 300;

/** The lines of a delivery at which a process may die; tests and the demo kill it there. */
export const DELIVERY_CRASH_POINTS = [
  "delivery.not_fanned_out",
  "delivery.fanned_out",
  "delivery.taken",
  "delivery.reacted",
  "delivery.removed",
  "delivery.committed",
  "delivery.failed",
  "delivery.failure_noted",
] as const;
export type DeliveryCrashPoint = (typeof DELIVERY_CRASH_POINTS)[number];
export type DeliveryCrash = { at(point: DeliveryCrashPoint): Promise<void> };

const NO_CRASH: DeliveryCrash = { at: () => Promise.resolve() };

/** A delivery that was taken, with its event. */
type Taken = {
  id: string;
  consumer: string;
  channel: string;
  seq: bigint;
  attempts: number;
  failure: string | null;
  type: string;
  subjectId: string;
  payload: unknown;
  correlationId: string;
};

/**
 * One turn of a worker over the deliveries of all consumers: fans out new events, then runs the due deliveries. Each delivery is one
 * transaction with the effect of its reaction. A consumer gets the events of one subject in order, whichever worker runs them. A failed
 * delivery is tried again after 1, 2, 4… seconds; until then it holds back only its own subject, and only for its own consumer. Returns
 * how many were delivered.
 */
export function deliverer(consumers: readonly Consumer[], crash: DeliveryCrash = NO_CRASH): (ctx: Ctx) => Promise<number> {
  const reacting = consumers.filter(({ take }) => take === undefined);
  const registered = new WeakSet<Database>();
  return async (ctx) => {
    if (!registered.has(ctx.db)) await registerConsumers(ctx, reacting);
    registered.add(ctx.db);
    await crash.at("delivery.not_fanned_out");
    while ((await fanOut(ctx, reacting)) > 0) await crash.at("delivery.fanned_out");
    // One cheap query, without a transaction, says how many there are to take.
    const waiting = { consumer: { in: consumerNames(consumers) }, deadAt: null };
    const { length } = await reader(ctx).delivery.findMany({ where: waiting, select: { id: true }, take: PER_TURN });
    let delivered = 0;
    let failed = false;
    // Behind the last of them nothing is looked for, except after a failure: that one may be due again at once.
    for (let tried = 0; tried < PER_TURN && (tried < length || failed); tried += 1) {
      const outcome = await deliverOne(ctx, consumers, crash);
      if (outcome === "none") return delivered;
      failed = outcome === "failed";
      if (outcome === "done") delivered += 1;
    }
    return delivered;
  };
}

async function deliverOne(ctx: Ctx, consumers: readonly Consumer[], crash: DeliveryCrash): Promise<"none" | "done" | "failed"> {
  const seen: { taken: Taken | null } = { taken: null };
  try {
    await inTransaction(ctx, async (tx) => {
      seen.taken = await take(tx, consumerNames(consumers));
      if (seen.taken === null) return;
      await crash.at("delivery.taken");
      await react(tx, consumers, seen.taken);
      await crash.at("delivery.reacted");
      await remove(tx, seen.taken);
      await crash.at("delivery.removed");
    });
    if (seen.taken === null) return "none";
    await crash.at("delivery.committed");
    return "done";
  } catch (error) {
    if (seen.taken === null) throw error;
    await crash.at("delivery.failed");
    await noteFailure(ctx, seen.taken, error);
    await crash.at("delivery.failure_noted");
    return "failed";
  }
}

/** Locks the longest due delivery whose consumer has no earlier one of the same subject. A first attempt never waits. */
async function take(tx: TxCtx, names: readonly string[]): Promise<Taken | null> {
  const at = await timeIn(tx);
  const [row] = await tx.tx.$queryRaw<(Taken & Beginning & { now: Date })[]>`
    SELECT d."id"::text, d."consumer", d."channel", d."seq", d."attempts", d."failure", e."type", e."subjectId"::text, e."payload", e."correlationId",
      statement_timestamp() AS now, ${settingsOf(tx)}
    FROM "Delivery" d JOIN "Event" e ON e."channel" = d."channel" AND e."seq" = d."seq"
    WHERE d."deadAt" IS NULL AND (d."attempts" = 0 OR d."dueAt" <= ${at}) AND d."consumer" = ANY (${[...names]}::text[])
      AND NOT EXISTS (
        SELECT FROM "Delivery" earlier
        WHERE earlier."consumer" = d."consumer" AND earlier."subject" = d."subject" AND earlier."seq" < d."seq" AND earlier."deadAt" IS NULL)
    ORDER BY d."dueAt", d."seq" LIMIT 1 FOR UPDATE OF d SKIP LOCKED`;
  if (!row) return null;
  noteTime(tx, row.now);
  noteSettings(tx, row);
  return row;
}

function isEvent(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

/** A reaction to a type that is known only at run time; its payload is parsed by that type. */
type AnyReaction = (tx: TxCtx, event: { type: EventType; subjectId: string; payload: unknown }) => Promise<void>;

async function react(tx: TxCtx, consumers: readonly Consumer[], taken: Taken): Promise<void> {
  const { type, subjectId, correlationId } = taken;
  if (!isEvent(type)) throw new BrokenInvariant(`no event is called ${type}`);
  const consumer = consumers.find(({ name }) => name === taken.consumer);
  if (consumer?.take) return consumer.take({ ...tx, correlationId }, [await eventOf(tx, taken)]);
  // A consumer that no longer reacts to this type has nothing to do.
  const reaction = consumer?.reactions[type] as AnyReaction | undefined;
  // Whatever the reaction writes has the correlation id of its event.
  await reaction?.({ ...tx, correlationId }, { type, subjectId, payload: EVENTS[type].parse(taken.payload) });
}

/** It is gone with the end of the transaction, as the effect of its reaction is there. */
async function remove(tx: TxCtx, { id, failure }: Taken): Promise<void> {
  writeLast(tx, "delivery", { sql: () => Prisma.sql`delivered AS (DELETE FROM "Delivery" WHERE "id" = ${id}::uuid)` });
  if (failure !== null) await mendIncidents(tx, id, ["event.given_up"]);
}

/** The deal whose channel the event is on; null for other channels. */
function dealOf(channel: string): string | null {
  return channel.startsWith("deal:") ? channel.slice("deal:".length) : null;
}

async function noteFailure(ctx: Ctx, { id, consumer, type, channel }: Taken, error: unknown): Promise<void> {
  ctx.log.error({ err: error, consumer, type, channel, delivery: id }, "a reaction failed");
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_FAILURE);
  await inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const [row] = await tx.tx.$queryRaw<{ dead: boolean }[]>`
      UPDATE "Delivery" SET "failure" = ${failure}, "attempts" = "attempts" + 1,
        "dueAt" = ${at}::timestamptz + make_interval(secs => power(2, "attempts")),
        "deadAt" = CASE WHEN "attempts" + 1 >= ${MAX_ATTEMPTS} THEN ${at}::timestamptz END
      WHERE "id" = ${id}::uuid AND "deadAt" IS NULL RETURNING "deadAt" IS NOT NULL AS dead`;
    if (row?.dead !== true) return;
    const detail = { consumer, type, failure };
    await raiseIncident(tx, { kind: "event.given_up", subject: id, dealId: dealOf(channel), detail });
  });
}

/**
 * Makes a dead delivery due again, with a full count of attempts. Its incident stays open until the reaction has succeeded. Errors:
 * NOT_FOUND (not in this tenant, or the consumer has reacted meanwhile), INVALID_STATE (it is not dead).
 */
export async function reviveDelivery(tx: TxCtx, id: string): Promise<void> {
  const at = await now(tx);
  const { tenantId } = tx.actor;
  const { count } = await tx.tx.delivery.updateMany({
    where: { id, tenantId, deadAt: { not: null } },
    data: { deadAt: null, attempts: 0, dueAt: at },
  });
  if (count === 1) return;
  throw new DomainError((await tx.tx.delivery.count({ where: { id, tenantId } })) === 0 ? "NOT_FOUND" : "INVALID_STATE");
}
