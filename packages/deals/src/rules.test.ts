import { expect, test } from "vitest";
import { givesAway, refundsSettled, stepBack } from "./rules.ts";

test("a deal is refunded when something went back and nothing is on its way", () => {
  expect(refundsSettled([])).toBe(false);
  expect(refundsSettled([{ kind: "refund", status: "settled" }])).toBe(true);
  expect(
    refundsSettled([
      { kind: "refund", status: "settled" },
      { kind: "refund", status: "signing" },
    ]),
  ).toBe(false);
});

test("a buyer whose money is held steps back by right of lateness only", () => {
  const way = (on: string, ...by: ("buyer" | "seller")[]) => ({ on, to: "cancelled", by, guard: null });
  const states = { payment: [way("cancel", "buyer", "seller")], processing: [way("cancel", "seller"), way("cancel_late", "buyer")] };
  const kind = { machine: { name: "kind", initial: "payment", reserved: [], guards: {}, states } };
  expect(stepBack(kind, "payment", "buyer")).toEqual({ on: "cancel", cause: "stepped_back" });
  expect(stepBack(kind, "processing", "buyer")).toEqual({ on: "cancel_late", cause: "late" });
  expect(stepBack(kind, "processing", "seller")).toEqual({ on: "cancel", cause: "stepped_back" });
  // From where there is no way the plain one is named, which the machine refuses.
  expect(stepBack(kind, "nowhere", "buyer")).toEqual({ on: "cancel", cause: "stepped_back" });
});

test("only a seller who ends a deal gives money away", () => {
  expect(givesAway("cancel", "seller")).toBe(true);
  expect([givesAway("cancel", "buyer"), givesAway("more_time", "seller")]).toEqual([false, false]);
});
