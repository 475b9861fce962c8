import { type Actor, EVENTS, type EventPayload, type EventRole, type EventType } from "@amanat/contracts";
import { now, type Tx, type TxCtx } from "./context.ts";
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
  channel: string;
  tenantId: string;
  type: EventType;
  subjectId: string;
  payload: unknown;
  correlationId: string;
  at: Date;
  reacts: boolean;
} & ReturnType<typeof authorOf>;

/** What each running transaction has appended, in order. */
const appended = new WeakMap<Tx, Row[]>();

/**
 * Appends events to their channels inside the business transaction: one row per channel, each with a sequence without gaps. They are written
 * when the transaction ends. After the commit the readers of those channels are woken.
 */
export async function appendEvents(tx: TxCtx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const at = await now(tx);
  const rows = appended.get(tx.tx) ?? [];
  for (const event of events) {
    const payload: unknown = EVENTS[event.type].parse(event.payload);
    const { type, subjectId } = event;
    const common = { tenantId: tx.actor.tenantId, type, subjectId, ...authorOf(tx.actor, event.actorRole), payload, at };
    for (const [index, channel] of [...new Set(event.channels)].entries())
      rows.push({ channel, ...common, correlationId: tx.correlationId, reacts: index === 0 && event.reacts !== false });
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
    rows.map(({ channel }) => channel),
  );
}

/**
 * Heads are locked in one order by everybody, until the commit: sequences have no gaps and nobody deadlocks. A transaction that began before
 * the last writer of a channel takes that writer's stamp, so that stamps never decrease.
 */
function written(rows: readonly Row[]): Prisma.Sql {
  const left = new Map<string, number>();
  const numbered = rows.toReversed().map((row) => {
    const after = left.get(row.channel) ?? 0;
    left.set(row.channel, after + 1);
    return { ...row, after };
  });
  return Prisma.sql`appended AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) AS row("channel" text, "after" bigint, "tenantId" uuid, "type" text,
        "subjectId" uuid, "actorKind" text, "actorId" uuid, "actorName" text, "actorRole" text, "payload" jsonb, "correlationId" text,
        "at" timestamptz, "reacts" boolean)
    ), heads AS (
      INSERT INTO "ChannelHead" ("channel", "seq", "stamp")
      SELECT "channel", count(*), event_stamp() FROM appended GROUP BY "channel" ORDER BY "channel" COLLATE "C"
      ON CONFLICT ("channel") DO UPDATE
      SET "seq" = "ChannelHead"."seq" + EXCLUDED."seq", "stamp" = greatest("ChannelHead"."stamp", EXCLUDED."stamp")
      RETURNING "channel", "seq", "stamp"
    ), events AS (
      INSERT INTO "Event" ("channel", "seq", "stamp", "tenantId", "type", "subjectId", "actorKind", "actorId", "actorName", "actorRole",
        "payload", "correlationId", "at", "reacts")
      SELECT e."channel", h."seq" - e."after", h."stamp", e."tenantId", e."type", e."subjectId", e."actorKind", e."actorId", e."actorName",
        e."actorRole", e."payload", e."correlationId", e."at", e."reacts"
      FROM appended e JOIN heads h ON h."channel" = e."channel"
    )`;
}
