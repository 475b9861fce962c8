import { type Actor, EVENTS, type EventPayload, type EventRole, type EventType } from "@amanat/contracts";
import { newsOf } from "./bus.ts";
import { timeAtEnd, type Tx, type TxCtx } from "./context.ts";
import { writeLast } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { pokeAfterCommit } from "./transaction.ts";

/** An event to append, for timelines, streams and reactions. */
export type NewEvent<Type extends EventType = EventType> = {
  [T in Type]: {
    type: T;
    /** The raw uuid of its subject. */
    subjectId: string;
    payload: EventPayload<T>;
    /** `deal:<uuid>`, `user:<uuid>`, `role:<role>`, `market`. Consumers get it from the first one. */
    channels: readonly string[];
    /** False hides it from consumers. Default: true. */
    reacts?: boolean;
    /**
     * The role in which the actor acted: one person may be buyer here, seller there and admin besides. `system` for what follows
     * automatically, also in a person's transaction: it carries nobody's name.
     */
    actorRole: EventRole;
  };
}[Type];

function authorOf(
  actor: Actor,
  actorRole: EventRole,
): { actorKind: string; actorId: string | null; actorName: string; actorRole: EventRole } {
  if (actor.kind === "user" && actorRole !== "system")
    return { actorKind: "user", actorId: actor.userId, actorName: actor.name, actorRole };
  return { actorKind: "system", actorId: null, actorName: "Amanat", actorRole: "system" };
}

type Row = {
  channels: readonly string[];
  tenantId: string;
  type: EventType;
  subjectId: string;
  payload: unknown;
  correlationId: string;
  at: Date | null;
  reacts: boolean;
} & ReturnType<typeof authorOf>;

/** What each running transaction has appended, in order. */
const appended = new WeakMap<Tx, Row[]>();

/**
 * Appends events to their channels inside the business transaction: one row per channel, which share their number. They are written when the
 * transaction ends. After the commit the readers of those channels are woken.
 */
export async function appendEvents(tx: TxCtx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const at = await timeAtEnd(tx);
  const rows = appended.get(tx.tx) ?? [];
  for (const { type, subjectId, actorRole, ...event } of events) {
    const payload: unknown = EVENTS[type].parse(event.payload);
    const common = { tenantId: tx.actor.tenantId, type, subjectId, ...authorOf(tx.actor, actorRole), payload, at };
    rows.push({
      channels: [...new Set(event.channels)],
      ...common,
      correlationId: tx.correlationId,
      reacts: event.reacts !== false,
    });
  }
  appended.set(tx.tx, rows);
  writeLast(tx, "events", {
    sql: () => {
      appended.delete(tx.tx);
      return written(rows);
    },
  });
  pokeAfterCommit(
    tx,
    rows.flatMap(({ channels, type }) => [...channels, newsOf(type)]),
  );
}

/**
 * Waits for nobody: readers stay behind the horizon, below which every transaction has ended. An event that follows from another comes after
 * it, because this statement sees that one committed: so locks are taken by earlier statements. An event has one number and one stamp, which
 * are made before its copies.
 */
function written(rows: readonly Row[]): Prisma.Sql {
  return Prisma.sql`appended AS MATERIALIZED (
      SELECT row.*, nextval('event_seq') AS "seq", event_stamp() AS "stamp" FROM (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows.map((row, n) => ({ n, ...row })))}::jsonb) AS said("n" int, "channels" jsonb,
          "tenantId" uuid, "type" text, "subjectId" uuid, "actorKind" text, "actorId" uuid, "actorName" text, "actorRole" text, "payload" jsonb,
          "correlationId" text, "at" timestamptz, "reacts" boolean) ORDER BY "n"
      ) row
    ), events AS (
      INSERT INTO "Event" ("channel", "seq", "stamp", "tenantId", "type", "subjectId", "actorKind", "actorId", "actorName", "actorRole",
        "payload", "correlationId", "at", "reacts")
      SELECT c."channel", e."seq", e."stamp", e."tenantId", e."type", e."subjectId", e."actorKind", e."actorId", e."actorName", e."actorRole",
        e."payload", e."correlationId", coalesce(e."at", statement_timestamp()), c."place" = 1 AND e."reacts"
      FROM appended e CROSS JOIN LATERAL jsonb_array_elements_text(e."channels") WITH ORDINALITY AS c("channel", "place")
    )`;
}
