/**
 * From the machines alone: no money waits for ever. Each state leads to an end; each end says where the money is then, or what brings it
 * on; and what no loop of ours moves has a date, or is named here as waiting for a person.
 */
import type { AnyMachine, Way } from "@amanat/db";
import { reachable } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import { PAYMENT_TIMERS } from "./index.ts";
import { HOLD, INTENT, PAYOUT, REDRAFT, RELEASE, SWEEP, TRANSFER } from "./state.ts";
import { QUARANTINE, UNMATCHED } from "./unmatched-state.ts";

type Timer = keyof typeof PAYMENT_TIMERS;
/** Its money is where it belongs; or the next row takes it over, made at once by a loop, on a date, or by whoever lifts a hold. */
type End =
  | "its agreement's"
  | "its owner's"
  | "no money"
  | "its payouts'"
  | "a loop"
  | "an unmatched deposit"
  | "who lifts the hold"
  | { date: Timer };

const ENDS: Readonly<Record<string, Readonly<Record<string, End>>>> = {
  intent: { credited: "its agreement's", expired: "its owner's", cancelled: "its owner's" },
  // What a reorg took is not there; a hold over what it had paid for has a date of its own.
  transfer: { credited: "its agreement's", orphaned: "no money", rejected: "no money", reverted: { date: "reorg_hold" } },
  release: { paid: "its payouts'", divided: "its payouts'", kept: "its owner's" },
  payout: { settled: "its owner's", failed: "a loop", rejected: { date: "payout_redraft" }, cancelled: "who lifts the hold" },
  unmatched: { refunded: "its owner's" },
  quarantine: { released: "its agreement's", returned: "an unmatched deposit" },
  hold: { restored: "its agreement's", ended: "its owner's" },
  sweep: { settled: "its agreement's", failed: { date: "sweep_again" } },
};

/** Nothing of ours moves these: who does, and until when. */
const PEOPLE: Readonly<Record<string, string>> = {
  "payout pending_approval": "an admin; the operators are told on a date, `payout_approval`",
  "release on_hold": "who placed the hold; its own date stands still, and the hold has one",
  "unmatched open": "an admin, overdue after `payment.patienceDays`",
  "quarantine frozen": "an admin; the operators are told on a date, `quarantine_due`",
  "hold live": "who placed it, until its date: deals' for a party's, `reorg_hold` for the chain's",
};

const machines: readonly AnyMachine[] = [INTENT, TRANSFER, RELEASE, PAYOUT, UNMATCHED, QUARANTINE, HOLD, SWEEP];
const states = machines.flatMap((machine) =>
  [...reachable(machine)].map((state) => ({ machine, state, name: `${machine.name} ${state}`, ways: machine.states[state] ?? [] })),
);
const endOf = (machine: AnyMachine, state: string): End | undefined => ENDS[machine.name]?.[state];
const byItself = (ways: readonly Way<string, string>[]) =>
  ways.some(({ by }) => by.some((mover) => mover === "worker" || mover === "deals"));

describe.each(states)("$name", ({ machine, state, name, ways }) => {
  test("leads to an end", () => {
    const seen = new Set([state]);
    for (const each of seen) for (const { to } of machine.states[each] ?? []) seen.add(to);
    expect([...seen].some((each) => endOf(machine, each) !== undefined)).toBe(true);
  });

  test("says where its money is, where nothing leads on", () => {
    if (ways.length === 0) expect(endOf(machine, state)).toBeDefined();
    const end = endOf(machine, state);
    if (typeof end === "object") expect(Object.keys(PAYMENT_TIMERS)).toContain(end.date);
  });

  test("is moved by a loop or a clock, or waits for somebody by name", () => {
    const waits = endOf(machine, state) === undefined && !byItself(ways);
    expect(Object.keys(PEOPLE).includes(name)).toBe(waits);
  });
});

test("what is released without a payout has a date, and can be put on hold", () => {
  expect(RELEASE.states.waiting.map(({ to, by }) => [to, ...by])).toEqual([
    ["paid", "deals"],
    ["paid", "worker"],
    ["kept", "deals"],
    ["on_hold", "holder"],
  ]);
  expect(Object.keys(PAYMENT_TIMERS)).toContain("release_waiting");
});

test("nobody is named who is not waited for", () => {
  for (const name of Object.keys(PEOPLE)) expect(states.map((each) => each.name)).toContain(name);
});

test("each payout that ends unpaid says how its money gets another", () => {
  const unpaid = Object.keys(ENDS["payout"] ?? {}).filter((state) => state !== "settled");
  expect(Object.keys(REDRAFT).toSorted()).toEqual(unpaid.toSorted());
});
