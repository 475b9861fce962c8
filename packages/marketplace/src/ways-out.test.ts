import { phaseOf } from "@amanat/contracts";
import { inTransaction, type Mover } from "@amanat/db";
import { transition } from "@amanat/deals";
import { reachable, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { getDeal } from "./engine.fixture.ts";
import { heldIn, inCase, onHold } from "./held.fixture.ts";
import { PURCHASE } from "./index.ts";
import { lockPurchase } from "./internal/lock-purchase.ts";
import { ASSET, funds, PRICE, scopeOf, type World, world } from "./world.fixture.ts";

/** Generated from the purchase's own machine: a state or a way that is added to it is tried here without a word. */

const HELD = ["processing", "delivery", "delivered", "confirming"] as const;
const { machine, clocks } = PURCHASE;
const holding = [...reachable(machine)].filter((status) => phaseOf("purchase", status) === "held");

test("the states that hold money are the ones that are tried here", () => expect(holding.toSorted()).toEqual([...HELD].toSorted()));

test("in each of them either party can open a case", () => {
  for (const status of HELD) {
    const opening = machine.states[status].find(({ money }) => money === "freeze");
    expect(opening?.by).toEqual(["buyer", "seller"]);
  }
});

describe.each(HELD)("%s", (status) => {
  const ways = machine.states[status];
  const out = ways.filter(({ money }) => money === "release" || money === "refund");

  test("each party has a way out, and there is a date", () => {
    for (const party of ["buyer", "seller"] as const) expect(out.filter(({ by }) => by.includes(party))).not.toEqual([]);
    const running = Object.values(clocks).filter((clock) => clock.states.includes(status));
    // One more runs only while what the chain took back is to be paid again.
    expect(running.filter(({ on }) => on !== "lose_payment")).toHaveLength(1);
  });

  const moves: readonly (readonly [string, Mover])[] = out.flatMap(({ on, by }) => by.map((mover) => [on, mover] as const));
  // What ends a case's hold ends nobody else's.
  const ends: readonly (readonly [string, Mover])[] = ways
    .filter(({ money }) => money === "thaw" || money === "divide")
    .flatMap(({ on, by }) => by.map((mover) => [on, mover] as const));
  const database = useDatabase();
  let w: World;
  beforeEach(async () => {
    w = await world(database.db);
  });

  test.each(moves)("%s by the %s is refused while a hold covers the money, and by nothing else", async (on, by) => {
    const { dealId } = await heldIn(w, status);
    const id = scopeOf(dealId);
    // Beyond every promise and grace, so that nothing but the hold can stand against it.
    w.clock.advance(60 * 86_400_000);
    const move = () =>
      inTransaction(w.system({ clock: w.clock }), async (tx) => transition(tx, await lockPurchase(tx, id), { on, by, agreed: true }));
    const restore = await onHold(w, dealId);
    const [before, money] = [await getDeal(w.buyer(), { dealId }), await funds(w, dealId)];
    await expect(move()).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await getDeal(w.buyer(), { dealId })).toEqual(before);
    expect(await funds(w, dealId)).toEqual(money);
    await restore();
    await move();
    expect((await funds(w, dealId)).held).toBe(0n);
  });

  async function refuses(dealId: string, move: Parameters<typeof transition>[2], code = "INVALID_STATE"): Promise<void> {
    const [before, money] = [await getDeal(w.buyer(), { dealId }), await funds(w, dealId)];
    const id = scopeOf(dealId);
    const tried = inTransaction(w.system({ clock: w.clock }), async (tx) => transition(tx, await lockPurchase(tx, id), move));
    await expect(tried).rejects.toMatchObject({ code });
    expect(await getDeal(w.buyer(), { dealId })).toEqual(before);
    expect(await funds(w, dealId)).toEqual(money);
  }
  const shares = [{ tranche: 1, release: 0n, refund: PRICE }];

  test("what ends a case's hold is refused while somebody else's covers the money, and where none does", async () => {
    const { dealId } = await heldIn(w, status);
    for (const [on, by] of ends) await refuses(dealId, { on, by, shares, cause: "tried" });
    await onHold(w, dealId);
    for (const [on, by] of ends) await refuses(dealId, { on, by, shares, cause: "tried" });
  });

  test.each(["buyer", "seller"] as const)(
    "in a case of the %s no other money moves, and shares that differ by a unit divide nothing",
    async (side) => {
      const { dealId } = await heldIn(w, status);
      await inCase(w, dealId, side);
      w.clock.advance(60 * 86_400_000);
      for (const [on, by] of moves) await refuses(dealId, { on, by, agreed: true }, "IN_DISPUTE");
      const [before, money] = [await getDeal(w.buyer(), { dealId }), await funds(w, dealId)];
      for (const refund of [PRICE - 1n, PRICE + 1n])
        for (const [on, by] of ends.filter((end) => ways.some((way) => way.on === end[0] && way.money === "divide"))) {
          const move = {
            on,
            by,
            shares: [{ tranche: 1, release: 0n, refund }],
            cause: "tried",
            event: { by: "system", asset: ASSET, released: "0", refunded: "1" },
          };
          const tried = inTransaction(w.system(), async (tx) => transition(tx, await lockPurchase(tx, scopeOf(dealId)), move));
          await expect(tried).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
        }
      expect(await getDeal(w.buyer(), { dealId })).toEqual(before);
      expect(await funds(w, dealId)).toEqual(money);
    },
  );
});
