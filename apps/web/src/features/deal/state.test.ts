import type { DealView, NextStep, ProposalView } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { canAsk, dealActions, dealStep, endedUnpaid, eventKey, missingOf, payoutUnderWay, turnOf } from "./state.ts";

const step = (action: NextStep<"purchase">["action"], who: NextStep["who"]): NextStep<"purchase"> => ({
  action,
  who,
  dueAt: null,
  consequence: "none",
});
const deal = (status: DealView<"purchase">["status"], next: NextStep<"purchase">, myRole: DealView["myRole"]) => ({
  status,
  next,
  myRole,
  onHold: false,
  late: false,
  proposals: [] as ProposalView[],
});

describe("what a deal's page says and offers", () => {
  test("the buyer pays and inspects, the seller delivers, staff only look", () => {
    expect(dealActions(deal("payment", step("pay", "buyer"), "buyer"))).toEqual({ primary: "pay", cancellable: true });
    expect(dealActions(deal("payment", step("await_confirmations", "system"), "buyer"))).toEqual({
      primary: "see_payment",
      cancellable: false,
    });
    expect(dealActions(deal("processing", step("start_delivery", "seller"), "seller"))).toEqual({ primary: "start", cancellable: true });
    expect(dealActions(deal("delivery", step("mark_delivered", "seller"), "seller"))).toEqual({
      primary: "mark_delivered",
      cancellable: false,
    });
    expect(dealActions(deal("confirming", step("inspect", "buyer"), "buyer"))).toEqual({ primary: "inspect", cancellable: false });
    expect(dealActions(deal("confirming", step("inspect", "buyer"), null))).toEqual({ primary: null, cancellable: false });
  });

  test("a part that came is not asked for again", () => {
    expect(missingOf({ price: "30", paid: "0" })).toBe(30n);
    expect(missingOf({ price: "30", paid: "20" })).toBe(10n);
    expect(missingOf({ price: "30", paid: "50" })).toBe(0n);
  });

  test("a held deal offers nothing that moves money", () => {
    expect(dealActions({ ...deal("confirming", step("inspect", "buyer"), "buyer"), onHold: true })).toEqual({
      primary: null,
      cancellable: false,
    });
  });

  test("a buyer whose delivery is late may cancel", () => {
    const late = { ...deal("delivery", step("mark_delivered", "seller"), "buyer"), late: true };
    expect(dealActions(late)).toEqual({ primary: null, cancellable: true });
    expect(dealActions({ ...late, onHold: true }).cancellable).toBe(false);
    expect(dealActions({ ...late, myRole: "seller" }).cancellable).toBe(false);
  });

  test("the parties may ask while money is held, once of each kind; whoever is asked has the turn", () => {
    const held = deal("delivery", step("mark_delivered", "seller"), "buyer");
    expect(canAsk(held)).toEqual(["cancel", "more_time"]);
    expect(canAsk({ ...held, myRole: null })).toEqual([]);
    expect(canAsk({ ...held, status: "completed" })).toEqual([]);
    const base = { clock: null, until: null, note: "", status: "open", version: 0 } as const;
    const proposal: ProposalView = { ...base, id: "prop_1", kind: "cancel", by: "seller", expiresAt: "2026-12-01T00:00:00Z" };
    const asked = { ...held, proposals: [proposal] };
    expect(canAsk(asked)).toEqual(["more_time"]);
    expect([turnOf(held), turnOf(asked)]).toEqual(["theirs", "mine"]);
  });

  test("the list knows whose turn it is", () => {
    expect(turnOf(deal("payment", step("pay", "buyer"), "buyer"))).toBe("mine");
    expect(turnOf(deal("payment", step("pay", "buyer"), "seller"))).toBe("theirs");
    expect(turnOf(deal("completed", step("none", "nobody"), "seller"))).toBe("closed");
  });

  test("nothing is done before the seller is paid", () => {
    const waiting = deal("completed", step("approve_payout", "admin"), "seller");
    expect([dealStep(waiting), payoutUnderWay(waiting)]).toEqual([4, true]);
    const paid = deal("completed", step("none", "nobody"), "seller");
    expect([dealStep(paid), payoutUnderWay(paid)]).toEqual([5, false]);
    expect(dealStep(deal("cancelled", step("none", "nobody"), "seller"))).toBe(-1);
  });

  test("a deal that ended without a delivery promises the seller nothing any more", () => {
    const ended = (["cancelled", "expired", "refunded"] as const).map(endedUnpaid);
    expect(ended).toEqual([true, true, true]);
    expect((["payment", "processing", "confirming", "completed"] as const).some(endedUnpaid)).toBe(false);
  });

  test("event names become message keys", () => {
    expect(eventKey("payment.detected.v1", {})).toBe("payment_detected");
    expect(eventKey("deal.completed.v1", { by: "timer" })).toBe("deal_completed_timer");
    expect(eventKey("deal.cancelled.v1", { cause: "agreed" })).toBe("deal_cancelled_agreed");
    expect(eventKey("deal.cancelled.v1", {})).toBe("deal_cancelled");
    expect(eventKey("deal.change_proposed.v1", { kind: "more_time" })).toBe("deal_change_proposed_time");
    expect(eventKey("deal.change_answered.v1", { answer: "declined" })).toBe("deal_change_answered_declined");
    expect(eventKey("payout.settled.v1", { kind: "refund" })).toBe("refund_settled");
    expect(eventKey("payout.settled.v1", { kind: "release" })).toBe("payout_settled");
  });
});
