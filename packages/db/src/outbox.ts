import { BrokenInvariant, type Actor, EVENTS, type EventPayload, type EventRole, type EventType } from "@amanat/contracts";
import { now, type TxCtx } from "./context.ts";
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

type Head = { seq: bigint; stamp: bigint };

async function takeSequences(tx: TxCtx, channels: readonly string[]): Promise<Map<string, Head>> {
  const counts = new Map<string, number>();
  for (const channel of channels) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  const names = [...counts.keys()];
  // Heads are locked in one order by everybody, until the commit: sequences have no gaps and nobody deadlocks. A transaction that began
  // before the last writer of a channel takes that writer's stamp, so that stamps never decrease.
  const heads = await tx.tx.$queryRaw<(Head & { channel: string })[]>`
    INSERT INTO "ChannelHead" ("channel", "seq", "stamp")
    SELECT channel, n, event_stamp() FROM unnest(${names}::text[], ${names.map((name) => counts.get(name) ?? 0)}::int[]) AS wanted(channel, n)
    ORDER BY channel COLLATE "C"
    ON CONFLICT ("channel") DO UPDATE
    SET "seq" = "ChannelHead"."seq" + EXCLUDED."seq", "stamp" = greatest("ChannelHead"."stamp", EXCLUDED."stamp")
    RETURNING "channel", "seq", "stamp"`;
  return new Map(heads.map(({ channel, seq, stamp }) => [channel, { seq: seq - BigInt(counts.get(channel) ?? 0), stamp }]));
}

/**
 * Appends events to their channels inside the business transaction: one row per channel, each with a sequence without gaps. After the
 * commit the readers of those channels are woken.
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
      const head = next.get(channel);
      if (head === undefined) throw new BrokenInvariant(`the channel ${channel} has no head`);
      head.seq += 1n;
      return {
        channel,
        seq: head.seq,
        stamp: head.stamp,
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
