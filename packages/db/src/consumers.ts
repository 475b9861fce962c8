import type { EventPayload, EventType } from "@amanat/contracts";
import { type Ctx, reader, type TxCtx } from "./context.ts";
import type { Take } from "./feeds.ts";

/** An event as a consumer gets it. */
export type DeliveredEvent<Type extends EventType = EventType> = {
  [T in Type]: { type: T; subjectId: string; payload: EventPayload<T> };
}[Type];
/** Runs in the transaction that removes the delivery, so its effect happens exactly once. */
export type Reaction<Type extends EventType = EventType> = (tx: TxCtx, event: DeliveredEvent<Type>) => Promise<void>;
export type Reactions = { readonly [Type in EventType]?: Reaction<Type> };
/** Of these types only events whose payload has these fields are delivered: the others would change nothing. */
export type Only = { readonly [Type in EventType]?: Partial<EventPayload<Type>> };

/** A context that reacts to events. Its name is permanent: under another name it would be a new consumer. */
export type Consumer = {
  readonly name: string;
  /** Where a new consumer starts: at the next event, or at the first event ever. */
  readonly from: "now" | "beginning";
  readonly reactions: Reactions;
  readonly only?: Only;
  /** Instead of reacting to some types, takes everything that happens, by the page (`feeds.ts`). */
  readonly take?: Take;
};

/** Events read per step. */
const PER_STEP = 500;

export const consumerNames = (consumers: readonly Consumer[]): string[] => consumers.map(({ name }) => name);

/** Gives each new consumer its position. Known consumers keep theirs. */
export async function registerConsumers(ctx: Ctx, consumers: readonly Consumer[]): Promise<void> {
  const beginnings = consumers.map(({ from }) => from === "beginning");
  await reader(ctx).$executeRaw`
    INSERT INTO "Consumer" ("name", "stamp")
    SELECT name, CASE WHEN beginning THEN 0 ELSE event_horizon() END
    FROM unnest(${consumerNames(consumers)}::text[], ${beginnings}::boolean[]) AS c(name, beginning)
    ON CONFLICT DO NOTHING`;
}

/**
 * Writes the deliveries for the events after a consumer's position and advances the position, in one statement. It reads only events
 * below the horizon: all transactions there have ended, so no event can appear behind a position later. Writers of events know no
 * consumer and wait for none. Consumers at the same position are advanced together, the last ones first; a position that another worker
 * is advancing is skipped. Returns how many consumers were advanced.
 */
export async function fanOut(ctx: Ctx, consumers: readonly Consumer[]): Promise<number> {
  const names = consumerNames(consumers);
  const wanted = consumers.flatMap(({ name, reactions, only = {} }) =>
    Object.keys(reactions).map((type) => ({ name, type, has: only[type as EventType] ?? {} })),
  );
  const [step] = await reader(ctx).$queryRaw<{ moved: number }[]>`
    WITH place AS (
      SELECT "stamp", "channel", "seq" FROM "Consumer" WHERE "name" = ANY (${names}::text[]) ORDER BY 1, 2, 3 LIMIT 1
    ), news AS (
      SELECT e."channel", e."seq", e."stamp", e."tenantId", e."type", e."subjectId", e."at", e."payload"
      FROM place p CROSS JOIN LATERAL (
        SELECT * FROM "Event" e
        WHERE e."reacts" AND (e."stamp", e."channel", e."seq") > (p."stamp", p."channel", p."seq") AND e."stamp" < event_horizon()
        ORDER BY e."stamp", e."channel", e."seq" LIMIT ${PER_STEP}
      ) e
    ), mine AS (
      SELECT c."name" FROM "Consumer" c JOIN place p ON (c."stamp", c."channel", c."seq") = (p."stamp", p."channel", p."seq")
      WHERE c."name" = ANY (${names}::text[]) AND EXISTS (SELECT FROM news) FOR UPDATE OF c SKIP LOCKED
    ), moved AS (
      UPDATE "Consumer" c SET "stamp" = newest."stamp", "channel" = newest."channel", "seq" = newest."seq"
      FROM (SELECT "stamp", "channel", "seq" FROM news ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1) newest
      WHERE c."name" IN (SELECT "name" FROM mine) RETURNING c."name"
    ), owed AS (
      INSERT INTO "Delivery" ("tenantId", "consumer", "subject", "channel", "seq", "dueAt")
      SELECT n."tenantId", m."name", CASE WHEN n."channel" = 'market' OR n."channel" LIKE 'role:%' THEN n."channel" || '/' || n."subjectId" ELSE n."channel" END,
        n."channel", n."seq", n."at"
      FROM moved m JOIN jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(name text, type text, has jsonb) ON w.name = m."name"
      JOIN news n ON n."type" = w.type AND n."payload" @> w.has
    )
    SELECT count(*)::int AS moved FROM moved`;
  return step?.moved ?? 0;
}

/** How many events consumers have still to get or to react to, at most a thousand. Dead deliveries do not count, nor what is taken by the page. Zero when all are done. */
export async function owedTo(ctx: Ctx, consumers: readonly Consumer[]): Promise<number> {
  const names = consumerNames(consumers);
  const reacting = consumerNames(consumers.filter(({ take }) => take === undefined));
  const types = [...new Set(consumers.flatMap(({ reactions }) => Object.keys(reactions)))];
  const [row] = await reader(ctx).$queryRaw<{ n: number }[]>`
    SELECT ((SELECT count(*) FROM "Delivery" WHERE "consumer" = ANY (${names}::text[]) AND "deadAt" IS NULL)
      + (SELECT count(*) FROM (SELECT * FROM "Consumer" WHERE "name" = ANY (${reacting}::text[]) ORDER BY "stamp", "channel", "seq" LIMIT 1) c
         CROSS JOIN LATERAL (
           SELECT e."type" FROM "Event" e WHERE e."reacts" AND (e."stamp", e."channel", e."seq") > (c."stamp", c."channel", c."seq")
           ORDER BY e."stamp", e."channel", e."seq" LIMIT 1000) e
         WHERE e."type" = ANY (${types}::text[])))::int AS n`;
  return row?.n ?? 0;
}
