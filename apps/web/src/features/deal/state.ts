import type { DealView } from "@amanat/contracts";

type Known = Pick<DealView<"purchase">, "status" | "next">;

/** Completed, and the seller is not paid yet: approved and sent by people and the network, it takes a while. */
export function payoutUnderWay({ status, next }: Known): boolean {
  return status === "completed" && next.action !== "none";
}

/** Ended before anything was delivered: nothing is promised any more. */
export function endedUnpaid(status: DealView<"purchase">["status"]): boolean {
  return status === "cancelled" || status === "expired" || status === "refunded";
}

/** While it is on its way or being judged, the delivered thing stands with what to do about it. */
export function deliveredInState(status: DealView<"purchase">["status"]): boolean {
  return status === "delivery" || status === "delivered" || status === "confirming";
}

/** Whether a case covers money of it. */
export function inCase({ holds }: Pick<DealView, "holds">): boolean {
  return holds.some(({ by }) => by === "dispute");
}

/** Where the deal stands on the line of five steps, the last being that the seller is paid; 5 past them all, -1 when it left the line. */
export function dealStep(deal: Known): number {
  const steps: Readonly<Record<DealView<"purchase">["status"], number>> = {
    payment: 0,
    processing: 1,
    delivery: 2,
    delivered: 3,
    confirming: 3,
    completed: payoutUnderWay(deal) ? 4 : 5,
    cancelled: -1,
    expired: -1,
    refunded: -1,
  };
  return steps[deal.status];
}

/** What is still to be paid of the price, in base units: a part that came is not asked for again. */
export function missingOf({ price, paid }: Pick<DealView, "price" | "paid">): bigint {
  const missing = BigInt(price) - BigInt(paid);
  return missing > 0n ? missing : 0n;
}

export type DealAction = "pay" | "see_payment" | "start" | "mark_delivered" | "inspect" | "cancel";

/** What the asking person may do now: the primary action, if any, and whether cancelling is offered. */
export function dealActions(deal: Pick<DealView<"purchase">, "status" | "next" | "myRole" | "onHold" | "late">): {
  primary: DealAction | null;
  cancellable: boolean;
} {
  const { myRole, next, status } = deal;
  const cancellable =
    !deal.onHold &&
    ((myRole === "buyer" && (deal.late || (status === "payment" && next.action === "pay"))) ||
      (myRole === "seller" && (status === "processing" || (status === "payment" && next.action === "pay"))));
  if (myRole === "buyer" && status === "payment") return { primary: next.action === "pay" ? "pay" : "see_payment", cancellable };
  if (deal.onHold) return { primary: null, cancellable };
  if (myRole === "seller" && status === "processing") return { primary: "start", cancellable };
  if (myRole === "seller" && status === "delivery") return { primary: "mark_delivered", cancellable };
  if (myRole === "buyer" && (status === "delivered" || status === "confirming")) return { primary: "inspect", cancellable };
  return { primary: null, cancellable };
}

/** What the asking party may propose to the other now: nothing of a kind that already waits for an answer. */
export function canAsk(deal: Pick<DealView<"purchase">, "status" | "myRole" | "onHold" | "proposals">): ("cancel" | "more_time")[] {
  const held = ["processing", "delivery", "delivered", "confirming"].includes(deal.status);
  if (deal.myRole === null || deal.onHold || !held) return [];
  return (["cancel", "more_time"] as const).filter((kind) => deal.proposals.every((proposal) => proposal.kind !== kind));
}

export type Turn = "mine" | "theirs" | "closed";

/** Whose turn a deal is, seen by one of its parties; for grouping the list. */
export function turnOf(deal: Pick<DealView, "next" | "myRole" | "proposals">): Turn {
  // Whoever is asked has something to do, whosever turn the deal itself is.
  if (deal.myRole !== null && deal.proposals.some((proposal) => proposal.by !== deal.myRole)) return "mine";
  if (deal.next.who === "nobody" || deal.next.action === "none") return "closed";
  return deal.myRole !== null && deal.next.who === deal.myRole ? "mine" : "theirs";
}

/** Why a deal was cancelled, where the timeline says so. */
const CAUSES = ["agreed", "late", "yielded", "unpaid"] as const;

/** Who let the money of a deal go, where the timeline says so. */
const LIFTED_BY = ["timer", "system", "staff", "expired"] as const;

/** A timeline event's message key: `payment.detected.v1` is `payment_detected`. */
export function eventKey(type: string, data: Readonly<Record<string, unknown>>): string {
  const named = type.replace(/\.v\d+$/, "").replaceAll(".", "_");
  const key = data["kind"] === "refund" ? named.replace(/^payout_/, "refund_") : named;
  if (key === "deal_completed" && data["by"] === "timer") return "deal_completed_timer";
  if (key === "deal_hold_lifted" && LIFTED_BY.some((by) => by === data["by"])) return `${key}_${String(data["by"])}`;
  if (key === "deal_cancelled" && CAUSES.some((cause) => cause === data["cause"])) return `${key}_${String(data["cause"])}`;
  if (key === "deal_change_proposed" && data["kind"] === "more_time") return "deal_change_proposed_time";
  if (key === "deal_change_answered" && typeof data["answer"] === "string") return `${key}_${data["answer"]}`;
  return key;
}
