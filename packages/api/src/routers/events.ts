import { PROCEDURES } from "@amanat/contracts";
import { streamFor } from "@amanat/realtime";
import { router } from "../procedure.ts";
import { subscription } from "../subscription.ts";

export const eventsRouter = router({
  stream: subscription(PROCEDURES.events.stream, (call, input, signal) =>
    streamFor(call.ctx, { realtime: call.services.realtime, lastEventId: input.lastEventId ?? null, signal }),
  ),
});
