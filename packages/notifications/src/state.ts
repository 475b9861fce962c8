import type { NoticeDeliveryState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

type By = "answer" | "timer" | "operator";
const AGAIN = { on: "send_again", to: "waiting", by: ["operator"], guard: null } as const;

/** A notice on its way through one channel. */
export const DELIVERY = {
  name: "notice delivery",
  initial: "waiting",
  reserved: [],
  guards: {},
  states: {
    waiting: [
      { on: "accept", to: "sent", by: ["answer"], guard: null },
      { on: "drop", to: "dropped", by: ["timer"], guard: null },
      { on: "give_up", to: "dead", by: ["answer", "timer"], guard: null },
      { on: "lose", to: "unknown", by: ["answer", "timer"], guard: null },
    ],
    sent: [{ on: "renew", to: "waiting", by: ["timer"], guard: null }],
    dropped: [{ on: "renew", to: "waiting", by: ["timer"], guard: null }],
    dead: [AGAIN],
    unknown: [AGAIN],
  },
} as const satisfies Machine<NoticeDeliveryState, never, By>;
