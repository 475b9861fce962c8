import { type AnyMachine, requireWay } from "@amanat/db";
import { describeMachines, expectDrawn, reachable } from "@amanat/testing";
import { expect, test } from "vitest";
import { ATTEMPT, HOLD, INTENT, PART, PAYOUT, RELEASE, SWEEP, TRANSFER, WAY } from "./state.ts";
import { RECONCILIATION, RECONCILIATION_ROW } from "./reconciliation-state.ts";
import { CLAIM, QUARANTINE, UNMATCHED } from "./unmatched-state.ts";

const MACHINES = [
  INTENT,
  WAY,
  PART,
  TRANSFER,
  RELEASE,
  PAYOUT,
  UNMATCHED,
  CLAIM,
  QUARANTINE,
  HOLD,
  SWEEP,
  ATTEMPT,
  RECONCILIATION,
  RECONCILIATION_ROW,
];

describeMachines(MACHINES);

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), MACHINES));

test("a state nobody can reach is found", () => {
  const way = { on: "x", by: ["worker"], guard: null };
  const machine: AnyMachine = {
    name: "sample",
    initial: "a",
    reserved: [],
    guards: {},
    states: { a: [{ ...way, to: "b" }], b: [], c: [{ ...way, to: "a" }] },
  };
  expect([...reachable(machine)]).toEqual(["a", "b"]);
});

test("money that is final stays final", () => {
  for (const state of ["settled", "failed", "cancelled"] as const) expect(PAYOUT.states[state]).toEqual([]);
  // What waits for its owner's word can still be put on hold; nothing makes the refused instruction itself live again.
  expect(PAYOUT.states.rejected.map(({ to }) => to)).toEqual(["cancelled"]);
  // But the chain can take back what it had made final.
  expect(INTENT.states.credited.map(({ to }) => to)).toEqual(["awaiting"]);
  expect(TRANSFER.states.credited.map(({ to }) => to)).toEqual(["reverted"]);
  expect(() => requireWay(PAYOUT, "signing", "approved")).toThrow(expect.objectContaining({ code: "INVALID_STATE" }));
  expect(() => requireWay(PAYOUT, "signing", "broadcast")).not.toThrow();
});
