import type { MessageState, WebhookState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** Whoever moves an endpoint: the person or admin who keeps it, or what its server answers. */
type ByEndpoint = "keeper" | "answer" | "timer";

/** An endpoint, from being named to being deleted. A failure belongs to the endpoint, not to the message that met it. */
export const ENDPOINT = {
  name: "webhook endpoint",
  initial: "active",
  reserved: [],
  guards: {},
  states: {
    active: [
      { on: "fail", to: "failing", by: ["answer"], guard: null },
      { on: "gone", to: "paused", by: ["answer"], guard: null },
      { on: "pause", to: "paused", by: ["keeper"], guard: null },
      { on: "delete", to: "deleted", by: ["keeper"], guard: null },
    ],
    failing: [
      { on: "fail", to: "failing", by: ["answer"], guard: null },
      { on: "answer", to: "active", by: ["answer"], guard: null },
      { on: "gone", to: "paused", by: ["answer"], guard: null },
      { on: "give_up", to: "paused", by: ["timer"], guard: null },
      { on: "pause", to: "paused", by: ["keeper"], guard: null },
      { on: "delete", to: "deleted", by: ["keeper"], guard: null },
    ],
    paused: [
      { on: "resume", to: "active", by: ["keeper"], guard: null },
      { on: "delete", to: "deleted", by: ["keeper"], guard: null },
    ],
    deleted: [],
  },
} as const satisfies Machine<WebhookState, never, ByEndpoint>;

type ByMessage = "keeper" | "answer" | "timer";
const AGAIN = { on: "redeliver", to: "waiting", by: ["keeper"], guard: null } as const;

/** A message: one event for one endpoint. */
export const MESSAGE = {
  name: "webhook message",
  initial: "waiting",
  reserved: [],
  guards: {},
  states: {
    waiting: [
      { on: "accept", to: "delivered", by: ["answer"], guard: null },
      { on: "refuse", to: "refused", by: ["answer"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: null },
      { on: "drop", to: "dropped", by: ["keeper"], guard: null },
    ],
    delivered: [AGAIN],
    refused: [AGAIN],
    expired: [AGAIN],
    dropped: [],
  },
} as const satisfies Machine<MessageState, never, ByMessage>;
