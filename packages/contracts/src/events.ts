import * as z from "zod";
import { CONTEXTS } from "./contexts.ts";
import { type Joined, joined } from "./joined.ts";

/** Every event with its payload. Flat on purpose: timelines show the payload as it is. */
export const EVENTS: Joined<typeof CONTEXTS, "events"> = joined(CONTEXTS, "events");

export type EventType = keyof typeof EVENTS;
export type EventPayload<Type extends EventType> = z.infer<(typeof EVENTS)[Type]>;

/** One event as a stream or list delivers it. */
export const streamedEvent = z.object({
  type: z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]),
  at: z.string(),
  actorName: z.string(),
  data: z.record(z.string(), z.unknown()),
});
/** A stream item: the event with the signed cursor to resume after it. */
export type StreamedEvent = { [Type in EventType]: { type: Type; at: string; actorName: string; data: EventPayload<Type> } }[EventType];
