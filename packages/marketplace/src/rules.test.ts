import { after } from "@amanat/deals";
import { describe, expect, test } from "vitest";
import { PURCHASE } from "./purchase.ts";
import {
  dueAgain,
  isAcceptable,
  isLate,
  isOpen,
  nextStep,
  reopening,
  restoring,
  sawWhatIsConfirmed,
  shownStatus,
  type StepFacts,
  withNote,
  withoutAddress,
} from "./rules.ts";

const at = new Date("2026-11-20T12:00:00.000Z");
const sooner = after(at, -1, "minutes");
const later = after(at, 15, "minutes");

const facts: StepFacts = {
  status: "payment",
  onHold: false,
  holdUntil: null,
  deliverBy: null,
  late: false,
  payDueAt: later,
  repayDueAt: null,
  inspectDueAt: null,
  intentStatus: "awaiting",
  payouts: [],
};

describe("next step", () => {
  test("paying has a clock, until money is seen", () => {
    expect(nextStep(facts)).toEqual({ action: "pay", who: "buyer", dueAt: later.toISOString(), consequence: "deal_expires" });
    expect(nextStep({ ...facts, intentStatus: "confirming", payDueAt: null })).toMatchObject({
      action: "await_confirmations",
      who: "system",
      dueAt: null,
    });
  });

  test("part of the price leaves the buyer to pay the rest without a clock", () => {
    expect(nextStep({ ...facts, payDueAt: null })).toEqual({ action: "pay", who: "buyer", dueAt: null, consequence: "none" });
  });

  test("the seller's turns are due when promised, and then the buyer may cancel", () => {
    const deliverBy = after(at, 3, "days");
    const funded = { ...facts, status: "processing" as const, deliverBy };
    const due = { who: "seller", dueAt: "2026-11-23T12:00:00.000Z", consequence: "buyer_may_cancel" };
    expect(nextStep(funded)).toEqual({ action: "start_delivery", ...due });
    expect(nextStep({ ...funded, status: "delivery" })).toEqual({ action: "mark_delivered", ...due });
    expect(nextStep({ ...funded, late: true })).toMatchObject({ dueAt: null, consequence: "buyer_may_cancel" });
    expect(nextStep({ ...funded, onHold: true })).toMatchObject({ dueAt: null, consequence: "none" });
  });

  test("inspection ends in release, but not while a hold stands", () => {
    const inspecting = { ...facts, status: "confirming" as const, inspectDueAt: later };
    expect(nextStep(inspecting)).toEqual({ action: "inspect", who: "buyer", dueAt: later.toISOString(), consequence: "auto_release" });
    expect(nextStep({ ...inspecting, onHold: true })).toEqual({ action: "inspect", who: "buyer", dueAt: null, consequence: "none" });
  });

  test.each([
    ["completed", "release", "pending_approval", "approve_payout", "admin"],
    ["completed", "release", "broadcast", "await_payout", "system"],
    ["completed", "release", "settled", "none", "nobody"],
    ["cancelled", "refund", "pending_approval", "await_refund", "admin"],
    ["expired", "refund", "confirming", "await_refund", "system"],
    ["refunded", "refund", "settled", "none", "nobody"],
  ] as const)("%s with a %s that is %s: %s by %s", (status, kind, payout, action, who) => {
    expect(nextStep({ ...facts, status, payouts: [{ kind, status: payout }] })).toMatchObject({ action, who, dueAt: null });
  });
});

test("an offer is acceptable only while everything about it stands", () => {
  const offer = { status: "submitted" as const, validUntil: later };
  const request = { status: "received_offers" as const, expiresAt: later };
  expect(isAcceptable(offer, request, at)).toBe(true);
  expect(isAcceptable({ ...offer, validUntil: at }, request, at)).toBe(false);
  expect(isAcceptable({ ...offer, status: "withdrawn" }, request, at)).toBe(false);
  expect(isAcceptable(offer, { ...request, status: "matched" }, at)).toBe(false);
  expect(isAcceptable(offer, { ...request, expiresAt: sooner }, at)).toBe(false);
});

test("what reopens depends on the time that is left", () => {
  expect(reopening({ expiresAt: later }, 2, at)).toBe("reopen");
  expect(reopening({ expiresAt: later }, 0, at)).toBe("reopen_empty");
  expect(reopening({ expiresAt: at }, 2, at)).toBe("reopen_late");
  expect(restoring({ validUntil: later }, at)).toBe("restore");
  expect(restoring({ validUntil: at }, at)).toBe("restore_late");
  expect(isOpen({ status: "active", expiresAt: later }, at)).toBe(true);
  expect(isOpen({ status: "matched", expiresAt: later }, at)).toBe(false);
});

test("a request reads its deal's status from acceptance on", () => {
  expect(shownStatus("received_offers", null)).toBe("received_offers");
  expect(shownStatus("matched", "confirming")).toBe("confirming");
});

test("strangers see the city, not the street", () => {
  const wish = { mode: "physical" as const, country: "IR", city: "شیراز", address: "خیابان زند ۱", postalCode: "71345" };
  expect(withoutAddress(wish)).toEqual({ ...wish, address: "", postalCode: "" });
});

test("a note on arrival joins the one on departure, within its length", () => {
  const parcel = { kind: "parcel" as const, carrier: "Post", tracking: "RR123", note: "first", files: [] };
  expect(withNote(parcel, "").note).toBe("first");
  expect(withNote(parcel, "second").note).toBe("first\nsecond");
  expect(withNote(parcel, "x".repeat(2_000)).note).toHaveLength(2_000);
});

test("an inspection that began by itself is no reason to refuse the buyer's word", () => {
  expect(sawWhatIsConfirmed({ status: "delivered", version: 3 }, 3)).toBe(true);
  expect(sawWhatIsConfirmed({ status: "delivered", version: 3 }, 2)).toBe(false);
  expect(sawWhatIsConfirmed({ status: "confirming", version: 4 }, 3)).toBe(true);
  expect(sawWhatIsConfirmed({ status: "confirming", version: 4 }, 2)).toBe(false);
});

test("late is what is not marked as delivered after the grace, and nothing else", () => {
  const terms = { lateFrom: at };
  expect(isLate({ status: "processing" }, terms, at)).toBe(true);
  expect(isLate({ status: "processing" }, terms, sooner)).toBe(false);
  expect(isLate({ status: "delivery" }, terms, later)).toBe(true);
  for (const status of ["payment", "delivered", "confirming", "completed"] as const) expect(isLate({ status }, terms, later)).toBe(false);
  expect(isLate({ status: "processing" }, { lateFrom: null }, later)).toBe(false);
});

test("more time moves the clock that runs", () => {
  const clockOf = (status: string) =>
    Object.entries(PURCHASE.clocks).find(([, clock]) => clock.extension && clock.states.includes(status))?.[0] ?? null;
  expect([clockOf("processing"), clockOf("delivery"), clockOf("delivered"), clockOf("confirming")]).toEqual([
    "deliver",
    "deliver",
    "inspect",
    "inspect",
  ]);
  expect([clockOf("payment"), clockOf("completed")]).toEqual([null, null]);
});

test("a contested delivery is due as promised, or as soon as an answer can be expected", () => {
  expect(dueAgain(after(at, 10, "days"), at, 7)).toEqual(after(at, 10, "days"));
  expect(dueAgain(after(at, 1, "days"), at, 7)).toEqual(after(at, 7, "days"));
  expect(dueAgain(null, at, 7)).toEqual(after(at, 7, "days"));
});
