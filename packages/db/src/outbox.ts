import { type Actor, EVENTS, type EventPayload, type EventRole, type EventType } from "@amanat/contracts";
import { now, type TxCtx } from "./context.ts";
import { pokeAfterCommit } from "./transaction.ts";

/** Something that happened, for the timelines, streams and reactions of others. */
export type NewEvent<Type extends EventType = EventType> = {
  [T in Type]: {
    type: T;
    /** The raw uuid of what it happened to. */
    subjectId: string;
    payload: EventPayload<T>;
    /** `deal:<uuid>`, `user:<uuid>`, `role:<role>`, `market`. The first one carries the reaction. */
    channels: readonly string[];
    /** False keeps the reactions from seeing it. Default: true. */
    reacts?: boolean;
    /**
     * In what capacity the actor acted in this event: a person may be buyer here, seller there and admin besides. `system` for
     * what follows by itself, also inside a person's transaction: it carries nobody's name.
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

async function takeSequences(tx: TxCtx, channels: readonly string[]): Promise<Map<string, bigint>> {
  const counts = new Map<string, number>();
  for (const channel of channels) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  const names = [...counts.keys()];
  // Heads are locked in one order by everybody, and held to the commit: sequences are gapless and nobody deadlocks.
  const heads = await tx.tx.$queryRaw<{ channel: string; seq: bigint; n: number }[]>`
    INSERT INTO "ChannelHead" ("channel", "seq")
    SELECT channel, n FROM unnest(${names}::text[], ${names.map((name) => counts.get(name) ?? 0)}::int[]) AS wanted(channel, n)
    ORDER BY channel COLLATE "C"
    ON CONFLICT ("channel") DO UPDATE SET "seq" = "ChannelHead"."seq" + EXCLUDED."seq"
    RETURNING "channel", "seq"`;
  return new Map(heads.map((head) => [head.channel, head.seq - BigInt(counts.get(head.channel) ?? 0)]));
}

/**
 * Appends events to their channels inside the business transaction: one row per channel, with a gapless
 * sequence in each. After the commit the readers of those channels are woken.
 */
export async function appendEvents(tx: TxCtx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const at = await now(tx);
  const next = await takeSequences(
    tx,
    events.flatMap((event) => [...new Set(event.channels)]),
  );
  const rows = events.flatMap((event) => {
    const payload = EVENTS[event.type].parse(event.payload);
    return [...new Set(event.channels)].map((channel, index) => {
      const seq = (next.get(channel) ?? 0n) + 1n;
      next.set(channel, seq);
      return {
        channel,
        seq,
        tenantId: tx.actor.tenantId,
        type: event.type,
        subjectId: event.subjectId,
        ...authorOf(tx.actor, event.actorRole),
        payload,
        correlationId: tx.correlationId,
        at,
        reacts: index === 0 && event.reacts !== false,
      };
    });
  });
  await tx.tx.event.createMany({ data: rows });
  pokeAfterCommit(tx, next.keys());
}

/** Names one event in an incident. */
export function eventSubject(key: { channel: string; seq: bigint }): string {
  return `${key.channel}#${key.seq}`;
}

/** Puts an event that was given up back in line, with all its tries. Its mark of handling stays whatever it is. */
export async function retryEvent(tx: TxCtx, subject: string): Promise<void> {
  const at = subject.lastIndexOf("#");
  await tx.tx.$executeRaw`
    UPDATE "Event" SET "attempts" = 0
    WHERE "channel" = ${subject.slice(0, at)} AND "seq" = ${subject.slice(at + 1)}::bigint AND "reacts" AND "handledAt" IS NULL`;
}
