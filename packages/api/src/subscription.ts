import { type Procedure, type StreamedEvent, streamedEvent } from "@amanat/contracts";
import { tracked, type TrackedEnvelope } from "@trpc/server";
import type * as z from "zod";
import { type Call, callOf } from "./context.ts";
import { guarded } from "./procedure.ts";

/** Cursor and event, as the realtime context yields them. */
type Item = [cursor: string, event: StreamedEvent];

/** Every streamed event is parsed by the contract, like every other answer. */
async function* checked(source: AsyncIterable<Item>): AsyncGenerator<TrackedEnvelope<StreamedEvent>, void, unknown> {
  for await (const [cursor, event] of source) {
    streamedEvent.parse(event);
    yield tracked(cursor, event);
  }
}

/** A subscription from its contract row; it resumes after the cursor in `lastEventId`. */
export function subscription<Input extends z.ZodType, Output extends z.ZodType>(
  row: Procedure<"subscription", Input, Output>,
  open: (call: Call, input: z.output<Input>, signal: AbortSignal) => AsyncIterable<Item>,
) {
  return guarded
    .meta(row.access)
    .input(row.input)
    .output((stream: unknown) => stream as AsyncIterable<TrackedEnvelope<StreamedEvent>>)
    .subscription(({ ctx, input, signal }) => {
      return checked(open(callOf(ctx), input as z.output<Input>, signal ?? new AbortController().signal));
    });
}
