import type { EventPayload, EventType } from "@amanat/contracts";
import { type Ctx, reader, type TxCtx } from "./context.ts";

/** What happened, as a consumer is given it. */
export type Happened<Type extends EventType = EventType> = { [T in Type]: { type: T; subjectId: string; payload: EventPayload<T> } }[Type];
/** Runs in the transaction that takes the delivery away, so that its effect happens once. */
export type Reaction<Type extends EventType = EventType> = (tx: TxCtx, event: Happened<Type>) => Promise<void>;
export type Reactions = { readonly [Type in EventType]?: Reaction<Type> };

/** Whoever reacts to events. Its name is permanent: a consumer by another name is a new one. */
export type Consumer = {
  readonly name: string;
  /** Where one begins that was not there before: with what happens next, or with all that ever happened. */
  readonly from: "now" | "beginning";
  readonly reactions: Reactions;
};

/** Events read at once. */
const PER_STEP = 500;

export const namesOf = (consumers: readonly Consumer[]): string[] => consumers.map(({ name }) => name);

/** Gives a consumer that is new here its place. Whoever is there already keeps theirs. */
export async function enrol(ctx: Ctx, consumers: readonly Consumer[]): Promise<void> {
  const beginnings = consumers.map(({ from }) => from === "beginning");
  await reader(ctx).$executeRaw`
    INSERT INTO "Consumer" ("name", "stamp")
    SELECT name, CASE WHEN beginning THEN 0 ELSE event_horizon() END
    FROM unnest(${namesOf(consumers)}::text[], ${beginnings}::boolean[]) AS c(name, beginning)
    ON CONFLICT DO NOTHING`;
}

/**
 * Writes what is owed to each consumer for the events after its place, and moves the place, in one statement. Only events below
 * the horizon are read: every transaction there has ended, so that none can appear before a place later on. Writers of events
 * know no consumer and wait for none. Consumers at the same place are served together, the hindmost first; a place that
 * another worker is moving is left to it. Answers how many consumers it moved.
 */
export async function fanOut(ctx: Ctx, consumers: readonly Consumer[]): Promise<number> {
  const names = namesOf(consumers);
  const wanted = consumers.flatMap(({ name, reactions }) => Object.keys(reactions).map((type) => [name, type] as const));
  const [step] = await reader(ctx).$queryRaw<{ moved: number }[]>`
    WITH place AS (
      SELECT "stamp", "channel", "seq" FROM "Consumer" WHERE "name" = ANY (${names}::text[]) ORDER BY 1, 2, 3 LIMIT 1
    ), news AS (
      SELECT e."channel", e."seq", e."stamp", e."tenantId", e."type", e."subjectId", e."at"
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
      FROM moved m JOIN unnest(${wanted.map(([name]) => name)}::text[], ${wanted.map(([, type]) => type)}::text[]) AS w(name, type) ON w.name = m."name"
      JOIN news n ON n."type" = w.type
    )
    SELECT count(*)::int AS moved FROM moved`;
  return step?.moved ?? 0;
}

/** What consumers have still to be given or to react to, the dead ones aside, a thousand at most: nothing once all are at rest. */
export async function owedTo(ctx: Ctx, consumers: readonly Consumer[]): Promise<number> {
  const names = namesOf(consumers);
  const types = [...new Set(consumers.flatMap(({ reactions }) => Object.keys(reactions)))];
  const [row] = await reader(ctx).$queryRaw<{ n: number }[]>`
    SELECT ((SELECT count(*) FROM "Delivery" WHERE "consumer" = ANY (${names}::text[]) AND "deadAt" IS NULL)
      + (SELECT count(*) FROM (SELECT * FROM "Consumer" WHERE "name" = ANY (${names}::text[]) ORDER BY "stamp", "channel", "seq" LIMIT 1) c
         CROSS JOIN LATERAL (
           SELECT e."type" FROM "Event" e WHERE e."reacts" AND (e."stamp", e."channel", e."seq") > (c."stamp", c."channel", c."seq")
           ORDER BY e."stamp", e."channel", e."seq" LIMIT 1000) e
         WHERE e."type" = ANY (${types}::text[])))::int AS n`;
  return row?.n ?? 0;
}
