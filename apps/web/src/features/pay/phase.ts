import type { IntentView, Standing } from "@amanat/contracts";

/** What the payment page is about right now; one headline and one primary action each. */
export const PAY_PHASES = ["refund", "preparing", "awaiting", "seen", "credited", "late", "quarantined", "expired", "cancelled"] as const;
export type PayPhase = (typeof PAY_PHASES)[number];

type Known = Pick<IntentView, "status" | "exception" | "refundAddress" | "pay" | "transfers">;

/**
 * Derives the phase from the server's answer alone, so that a reload, a second tab and a phone that
 * slept all show the same. Money seen outranks the clock: an expired intent with a payment on the way
 * never says "expired".
 */
export function payPhase(intent: Known): PayPhase {
  if (intent.exception === "quarantined") return "quarantined";
  if (intent.exception === "late") return "late";
  if (intent.status === "credited") return "credited";
  if (intent.status === "cancelled") return "cancelled";
  const underway = intent.transfers.some(
    (transfer) => transfer.unmatched === null && (transfer.status === "detected" || transfer.status === "confirming"),
  );
  if (underway || intent.status === "detected" || intent.status === "confirming") return "seen";
  if (intent.status === "expired") return "expired";
  if (intent.refundAddress === null) return "refund";
  return intent.pay === null ? "preparing" : "awaiting";
}

type Money = Pick<IntentView, "amount" | "received" | "transfers">;

/** Base units proved, and those seen on the network and not proved yet. */
export function seenSoFar({ received, transfers }: Money): bigint {
  const underway = transfers.filter(({ status }) => status === "detected" || status === "confirming");
  return underway.reduce((sum, { amount }) => sum + BigInt(amount), BigInt(received));
}

/** Whether nothing more is needed from the payer: only then is it safe to go away. */
export function isCovered(intent: Money): boolean {
  return seenSoFar(intent) >= BigInt(intent.amount);
}

/**
 * Where each sentence of this page is true. Everywhere else the deal's own sentence stands in its place: a payment that was
 * credited once is not held for ever, and one that came late is some day back.
 */
const TRUE_OF: Readonly<Partial<Record<PayPhase, readonly Standing[]>>> = {
  credited: ["payment_seen", "processing", "delivery", "contested", "inspecting"],
  late: ["cancelled_refunding", "expired_refunding", "refunded_refunding"],
  expired: ["payment", "expired"],
  cancelled: ["cancelled"],
};

/** Whether this page has words of its own for the money as it stands, or the deal's are the true ones. */
export function speaks(phase: PayPhase, standing: Standing): boolean {
  return TRUE_OF[phase]?.includes(standing) ?? true;
}

/** True while the page must keep asking even if no live event arrives. */
export function stillMoving(phase: PayPhase): boolean {
  return phase === "preparing" || phase === "awaiting" || phase === "seen" || phase === "expired";
}

/** The countdown stays quiet until a quarter of the time is left. All in milliseconds. */
export function countdownMood(left: number, whole: number): "quiet" | "counting" | "over" {
  if (left <= 0) return "over";
  return left * 4 <= whole ? "counting" : "quiet";
}
