import type { Procedure, StreamedEvent } from "@amanat/contracts";
import type { Opened } from "@amanat/realtime";
import type { TrackedEnvelope } from "@trpc/server";
import type * as z from "zod";
import { type Call, callOf } from "./context.ts";
import { guarded } from "./procedure.ts";

/**
 * A subscription from its contract row; it resumes after the cursor in `lastEventId`. The procedure is the guards and the input; what it
 * answers is a stream that may begin, which the transport writes to the wire itself (`serveSubscription`).
 */
export function subscription<Input extends z.ZodType, Output extends z.ZodType>(
  row: Procedure<"subscription", Input, Output>,
  open: (call: Call, input: z.output<Input>) => Promise<Opened>,
) {
  return guarded
    .meta(row.access)
    .input(row.input)
    .output((opened: unknown) => opened as AsyncIterable<TrackedEnvelope<StreamedEvent>>)
    .subscription(({ ctx, input }) => {
      // What clients are told it is; nothing but the transport calls it.
      const opened: Promise<unknown> = open(callOf(ctx), input as z.output<Input>);
      return opened as Promise<AsyncIterable<TrackedEnvelope<StreamedEvent>>>;
    });
}
