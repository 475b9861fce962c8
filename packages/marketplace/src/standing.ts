import type { DealStatus, IntentStatus, DealPayoutKind, PayoutStatus, Standing } from "@amanat/contracts";

export type MoneyFacts = {
  status: DealStatus<"purchase">;
  /** Times the buyer contested the delivery. */
  contests: number;
  /** A hold covers the money. */
  onHold: boolean;
  intentStatus: IntentStatus | null;
  /** Proved on chain and booked, all of it. */
  received: bigint;
  /** `replaced`: another payout has taken its place. */
  payouts: readonly { kind: DealPayoutKind; status: PayoutStatus; amount: bigint; replaced: boolean }[];
};

/** The chain has shown that it arrived with its owner. */
function arrived(payouts: MoneyFacts["payouts"], kind: DealPayoutKind): bigint {
  return payouts.reduce((sum, one) => (one.kind === kind && one.status === "settled" ? sum + one.amount : sum), 0n);
}

/** An admin rejected it, and the money waits for its owner to confirm an address. */
function refused(payouts: MoneyFacts["payouts"], kind: DealPayoutKind): boolean {
  return payouts.some((one) => one.kind === kind && one.status === "rejected" && !one.replaced);
}

/** A deal that ended before its seller was paid: all money is refunded; the standing says whether that has finished. */
function closed(status: "cancelled" | "expired" | "refunded", { received, payouts }: MoneyFacts): Standing<"purchase"> {
  const back = arrived(payouts, "refund");
  if (received > back) return refused(payouts, "refund") ? "refund_rejected" : `${status}_refunding`;
  return back > 0n ? "refunded" : status;
}

/** While money is held, a hold on it is what matters most. */
const HOLDING: readonly DealStatus<"purchase">[] = ["processing", "delivery", "delivered", "confirming"];

/** The standing of a deal: its status combined with its money. The sentence people read depends on this alone. */
export function standing(facts: MoneyFacts): Standing<"purchase"> {
  if (facts.onHold && HOLDING.includes(facts.status)) return "on_hold";
  const { status, contests, intentStatus, received, payouts } = facts;
  switch (status) {
    case "payment":
      if (intentStatus === "detected" || intentStatus === "confirming" || intentStatus === "credited") return "payment_seen";
      return received > 0n ? "part_paid" : "payment";
    case "processing":
      return "processing";
    case "delivery":
      return contests > 0 ? "contested" : "delivery";
    case "delivered":
    case "confirming":
      return "inspecting";
    case "completed":
      if (arrived(payouts, "release") > 0n) return "completed_paid";
      return refused(payouts, "release") ? "release_rejected" : "completed";
    case "cancelled":
    case "expired":
    case "refunded":
      return closed(status, facts);
  }
}
