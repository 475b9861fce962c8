import type { KindWords } from "../deals/kind-words.ts";

/** The words of a purchase. Without zod, because lists and badges use them. */
export const purchase = {
  states: {
    payment: "paying",
    processing: "held",
    delivery: "held",
    delivered: "held",
    confirming: "held",
    completed: "completed",
    cancelled: "undone",
    expired: "undone",
    refunded: "undone",
  },
  actions: ["start_delivery", "mark_delivered", "inspect"],
  consequences: ["buyer_may_cancel", "auto_release"],
  clocks: ["deliver", "inspect"],
  standings: [
    "payment",
    "payment_seen",
    "part_paid",
    "processing",
    "delivery",
    "contested",
    "inspecting",
    "on_hold",
    "completed",
    "completed_paid",
    "cancelled",
    "cancelled_refunding",
    "expired",
    "expired_refunding",
    "refunded",
    "refunded_refunding",
    "release_rejected",
    "refund_rejected",
  ],
} as const satisfies KindWords;
