import { type byDeal, eventRoleSchema, type TimelineEntry, timelineEntry, type timelineView } from "@amanat/contracts";
import { type Ctx, type Event, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { visibleDeal } from "./deals.ts";

/** A deal has a few dozen events, more with many transfers. The newest are kept. */
const LONGEST = 500;

/**
 * Everything that happened to a deal, oldest first, to its parties and to staff: who acted, in what capacity, when.
 * `head` is the sequence of the newest entry, to compare with the stream.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers).
 */
export async function dealTimeline(ctx: Ctx, input: z.input<typeof byDeal>): Promise<z.infer<typeof timelineView>> {
  const deal = await visibleDeal(ctx, input);
  const newest = await rowsOf<Told>(
    ctx,
    Prisma.sql`
      SELECT "seq", "at", "type", "actorKind", "actorName", "actorRole", "payload" FROM "Event"
      WHERE "channel" = ${`deal:${deal.id}`} ORDER BY "seq" DESC LIMIT ${Prisma.raw(String(LONGEST))}`,
  );
  const entries = newest.reverse().map(entryOf);
  return { entries, head: entries.at(-1)?.seq ?? 0 };
}

export type Told = Pick<Event, "seq" | "at" | "type" | "actorKind" | "actorName" | "actorRole" | "payload">;

export function entryOf(event: Told): TimelineEntry {
  const known = eventRoleSchema.safeParse(event.actorRole);
  return {
    seq: Number(event.seq),
    at: event.at.toISOString(),
    type: event.type,
    actor: { kind: event.actorKind === "user" ? "user" : "system", name: event.actorName, role: known.success ? known.data : "system" },
    data: timelineEntry.shape.data.parse(event.payload),
  };
}
