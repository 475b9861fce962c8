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
    expect(found.map(({ money, by, to }) => [money, by, phaseOf(kind.name, to)])).toEqual([
      found[0]?.money === "reopen" ? ["reopen", ["system"], "paying"] : ["lose", ["timer"], "undone"],
    ]);
    for (const { money } of found) if (money === "lose") expect(kind.clocks["repay"]).toMatchObject({ on: "lose_payment" });
  });

  test("and there is a date", () => {
    const clocks = Object.values(kind.clocks).filter((clock) => clock.states.includes(status));
    expect(clocks.length).toBeGreaterThan(0);
  });
});

describe.each(onHold)("$name, while a party's hold covers the money", ({ kind, status, ways }) => {
  const all = ways.filter(({ money }) => LIFTS.includes(money));
  // With a part of the price that is divided alone, the deal goes on.
  const parts = all.filter(({ on }) => on.endsWith("_part"));
  const lifts = all.filter((way) => !parts.includes(way));

  test("each party, two admins and the date can end it", () => {
    expect([...byWhom(lifts)].toSorted()).toEqual(["admin", "buyer", "seller", "timer"]);
  });

  test("the date gives it back as it was, and admins can divide it any way", () => {
    const byDate = lifts.filter(({ by }) => by.includes("timer"));
    expect(byDate.map(({ money, to }) => [money, to])).toEqual([["thaw", status]]);
    const rulings = lifts.filter(({ by }) => by.includes("admin"));
    expect(new Set(rulings.map(({ to }) => phaseOf(kind.name, to)))).toEqual(new Set(["completed", "undone"]));
  });

  test("where a part is divided alone, it can be by the seller and by two admins", () => {
    for (const { money, to } of parts) expect([money, to]).toEqual(["divide", status]);
    expect([[], ["admin", "seller"]]).toContainEqual([...byWhom(parts)].toSorted());
  });

  test("whoever gives in returns it, and whoever stopped it lets it go on", () => {
    for (const { by, money, to } of lifts) {
      if (by.includes("seller")) expect([money, phaseOf(kind.name, to)]).toEqual(["divide", "undone"]);
      if (by.includes("buyer")) expect([money, to]).toEqual(["thaw", status]);
    }
  });
});
