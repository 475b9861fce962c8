import { PARTY_ROLES, phaseOf } from "@amanat/contracts";
import type { Way } from "@amanat/db";
import type { Kind } from "@amanat/deals";
import { reachable } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import { KINDS } from "./index.ts";

/** From the machines alone, of every kind there is: no state holds money without a way out for each party and a date. */

const OUT: readonly (string | null | undefined)[] = ["release", "refund"];
const LIFTS: readonly (string | null | undefined)[] = ["thaw", "divide"];

const kinds: readonly Kind[] = Object.values(KINDS);
const states = kinds.flatMap((kind) =>
  [...reachable(kind.machine)].map((status) => ({ kind, status, name: `${kind.name} ${status}`, ways: kind.machine.states[status] ?? [] })),
);
const holding = states.filter(({ kind, status }) => phaseOf(kind.name, status) === "held");
const onHold = holding.filter(({ ways }) => ways.some(({ money }) => money === "freeze"));
const byWhom = (ways: readonly Way<string>[]) => new Set(ways.flatMap(({ by }) => by));

/** What a person or the clock can do, step by step, from a state on; a way that waits for another state counts where it leads. */
function leadsOut(kind: Kind, from: string, by: string): boolean {
  const seen = new Set([from]);
  for (const status of seen)
    for (const way of kind.machine.states[status] ?? []) {
      if (!way.by.some((mover) => mover === by || mover === "system" || mover === "timer")) continue;
      if (OUT.includes(way.money) && way.by.some((mover) => mover === by)) return true;
      if (phaseOf(kind.name, way.to) === "held") seen.add(way.to);
    }
  return false;
}

test("there are such states", () => {
  expect(holding.length).toBeGreaterThan(0);
  expect(onHold.length).toBeGreaterThan(0);
});

describe.each(holding)("$name", ({ kind, status, ways }) => {
  test.each(PARTY_ROLES)("the %s can end it", (party) => expect(leadsOut(kind, status, party)).toBe(true));

  test("what the chain takes back is awaited anew, or its date ends the deal", () => {
    const found = ways.filter(({ money }) => money === "reopen" || money === "lose");
    expect(found.length).toBeGreaterThan(0);
    for (const { money, by, to } of found)
      expect([money, by, phaseOf(kind.name, to)]).toEqual(
        money === "reopen" ? ["reopen", ["system"], "paying"] : ["lose", ["timer"], "undone"],
      );
    // In a case the money is not awaited anew: what is left of it waits for its date.
    if (found.some(({ guard, money }) => money === "reopen" && guard !== null)) expect(found.map(({ money }) => money)).toContain("lose");
    for (const { money } of found) if (money === "lose") expect(kind.clocks["repay"]).toMatchObject({ on: "lose_payment" });
  });

  test("and there is a date", () => {
    const clocks = Object.values(kind.clocks).filter((clock) => clock.states.includes(status));
    expect(clocks.length).toBeGreaterThan(0);
  });
});

test("in every state that holds money either party can open a case", () => {
  expect(onHold.map(({ name }) => name)).toEqual(holding.map(({ name }) => name));
  for (const { ways } of onHold) expect(ways.filter(({ money }) => money === "freeze").map(({ by }) => by)).toEqual([["buyer", "seller"]]);
});

/** What a case can do is its own table's: from each of its states each side alone has a way to the end, and the clock has one. */
describe.each(onHold)("$name, while a case covers the money", ({ kind, status, ways }) => {
  const lifts = ways.filter(({ money }) => LIFTS.includes(money));

  test("the case alone ends it, and only where there is one", () => {
    expect([...byWhom(lifts)]).toEqual(["system"]);
    expect(new Set(lifts.map(({ guard }) => guard))).toEqual(new Set(["disputed"]));
  });

  test("it goes on as before, is delivered again, or is divided: to the end, all of it back, or in part", () => {
    const ends = lifts.map(({ money, to }) => [money, to === status ? "here" : phaseOf(kind.name, to)].join());
    for (const end of ["thaw,here", "divide,completed", "divide,undone", "divide,here"]) expect(ends).toContain(end);
    for (const { money, to } of lifts) if (money === "thaw") expect(phaseOf(kind.name, to)).toBe("held");
  });
});
