import { inTransaction } from "@amanat/db";
import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as deals from "./index.ts";
import {
  dealNow,
  endCase,
  funds,
  held,
  KINDS,
  opened,
  PARTS,
  pay,
  PRICE,
  scopeOf,
  type Seen,
  seen,
  stop,
  type World,
  world,
} from "./testing/plain.ts";
import { fundDeal } from "./verbs/fund-deal.ts";
import { settleRefund } from "./verbs/settle-refund.ts";

/** What the engine does with a plain deal: what of its money moves, what ends with what, and what the clock does where nobody does anything. */

const DAY = 86_400_000;
const FEE = 10n;
const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database);
});

const as = (who: "buyer" | "seller" | "admin" | "admin2" | "system") => w.stage.people[who]({ clock: w.clock });
const statusOf = async (dealId: string) => (await dealNow(w, dealId)).status;
const tranchesOf = async (dealId: string) =>
  (await database.db.prisma.tranche.findMany({ where: { dealId: scopeOf(dealId) }, orderBy: { ordinal: "asc" } })).map(
    ({ status }) => status,
  );
const proposals = async (dealId: string) =>
  (await database.db.prisma.dealProposal.findMany({ where: { dealId: scopeOf(dealId) } })).map(({ status }) => status);
const running = async (dealId: string) =>
  (await database.db.prisma.deadline.findMany({ where: { subjectId: scopeOf(dealId), status: "pending", pausedAt: null } })).map(
    ({ purpose }) => purpose,
  );

async function stopped(): Promise<Seen> {
  const { dealId } = await held(w);
  await stop(w, { dealId });
  return seen(w, dealId);
}

describe("a price", () => {
  test("is held once every part of it is paid, and its clock begins", async () => {
    const { dealId, intentId } = await opened(w);
    expect(await running(dealId)).toEqual(["pay"]);
    await pay(w, intentId, PRICE);
    expect([await statusOf(dealId), await tranchesOf(dealId), await running(dealId)]).toEqual([
      "processing",
      ["held", "held"],
      ["inspect"],
    ]);
    expect(await funds(w, dealId)).toMatchObject({ held: PRICE, balanced: true });
    // Told once more that it is paid: nothing happens.
    const before = await seen(w, dealId);
    await inTransaction(as("system"), (tx) => fundDeal(tx, { dealId: scopeOf(dealId), amount: PRICE }, KINDS));
    expect(await seen(w, dealId)).toEqual(before);
  });

  test("that nobody pays ends the deal on its date, and can then not be paid any more", async () => {
    const { dealId, intentId } = await opened(w);
    w.clock.advance(15 * 60_000);
    await w.tick();
    expect([await statusOf(dealId), await running(dealId)]).toEqual(["expired", []]);
    await expect(pay(w, intentId, PRICE)).rejects.toMatchObject({ code: "INTENT_EXPIRED" });
  });

  test("is released by the buyer's word, or by the clock, each part less its fee", async () => {
    const [byBuyer, byClock] = [await held(w), await held(w)];
    await proved(as("buyer"), (sure) => deals.confirmDeal(sure, byBuyer, KINDS));
    w.clock.advance(14 * DAY);
    await w.tick();
    for (const { dealId } of [byBuyer, byClock]) {
      expect([await statusOf(dealId), await tranchesOf(dealId), await running(dealId)]).toEqual([
        "completed",
        ["released", "released"],
        [],
      ]);
      expect(await funds(w, dealId)).toMatchObject({ held: 0n, releasable: PRICE - FEE, fees: FEE, balanced: true });
    }
  });

  test("goes back when the seller steps back, and the deal waits until that has settled", async () => {
    const deal = await held(w);
    await deals.cancelDeal(as("seller"), deal, KINDS);
    expect(await funds(w, deal.dealId)).toMatchObject({ held: 0n, refundable: PRICE, fees: 0n, balanced: true });
    await inTransaction(as("system"), (tx) => settleRefund(tx, { dealId: scopeOf(deal.dealId) }, KINDS));
    expect(await statusOf(deal.dealId)).toBe("cancelled");
  });
});

describe("a proposal", () => {
  test("of more time moves the clock once it is agreed to, and never to an earlier date", async () => {
    const deal = await held(w);
    const in20 = new Date((await w.clock.now(database.db.prisma)).getTime() + 20 * DAY).toISOString();
    const ask = (until: string) => deals.proposeDealChange(as("buyer"), { ...deal, kind: "more_time", until }, KINDS);
    const { proposal } = await ask(in20);
    await deals.answerDealChange(as("seller"), { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" }, KINDS);
    const { dueAt } = await database.db.prisma.deadline.findFirstOrThrow({
      where: { purpose: "inspect", subjectId: scopeOf(deal.dealId) },
    });
    expect(dueAt.toISOString()).toBe(in20);
    await expect(ask(in20)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "until", code: "below_minimum" }] });
  });

  test("expires by the clock, lapses when the deal ends without it, and stops nothing meanwhile", async () => {
    const [left, ended] = [await held(w), await held(w)];
    for (const deal of [left, ended]) await deals.proposeDealChange(as("buyer"), { ...deal, kind: "cancel" }, KINDS);
    await proved(as("buyer"), (sure) => deals.confirmDeal(sure, ended, KINDS));
    expect(await proposals(ended.dealId)).toEqual(["lapsed"]);
    w.clock.advance(13 * DAY);
    await w.tick();
    expect([await proposals(left.dealId), await statusOf(left.dealId)]).toEqual([["expired"], "processing"]);
  });
});

describe("a part that a case stopped", () => {
  test("stands still with the clock, and the other part is held as before", async () => {
    const { dealId } = await stopped();
    expect(await running(dealId)).toEqual([]);
    expect(await funds(w, dealId)).toMatchObject({ disputed: PARTS[0], held: PARTS[1], balanced: true });
    const refused = proved(as("buyer"), async (sure) => deals.confirmDeal(sure, await seen(w, dealId), KINDS));
    await expect(refused).rejects.toMatchObject({ code: "IN_DISPUTE" });
    await expect(deals.cancelDeal(as("seller"), await seen(w, dealId), KINDS)).rejects.toMatchObject({ code: "IN_DISPUTE" });
    await expect(stop(w, { dealId }, [2])).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("goes on as before when the case lets go, with three days at least", async () => {
    const { dealId } = await held(w);
    w.clock.advance(13 * DAY + 23 * 3_600_000);
    await stop(w, { dealId });
    w.clock.advance(30 * DAY);
    await w.tick();
    expect(await statusOf(dealId)).toBe("processing");
    await endCase(w, { dealId });
    expect([await statusOf(dealId), await running(dealId)]).toEqual(["processing", ["inspect"]]);
    expect(await funds(w, dealId)).toMatchObject({ disputed: 0n, held: PRICE, balanced: true });
    w.clock.advance(3 * DAY - 60_000);
    await w.tick();
    expect(await statusOf(dealId)).toBe("processing");
    w.clock.advance(120_000);
    await w.tick();
    expect(await statusOf(dealId)).toBe("completed");
  });

  test("is given back alone; the deal goes on with the other", async () => {
    const deal = await stopped();
    await endCase(w, deal, [{ tranche: 1, release: 0n, refund: PARTS[0] }]);
    expect([await statusOf(deal.dealId), await tranchesOf(deal.dealId)]).toEqual(["processing", ["refunded", "held"]]);
    expect(await funds(w, deal.dealId)).toMatchObject({ disputed: 0n, refundable: PARTS[0], held: PARTS[1], fees: 0n, balanced: true });
    const rest = await seen(w, deal.dealId);
    await proved(as("buyer"), (sure) => deals.confirmDeal(sure, rest, KINDS));
    expect([await statusOf(deal.dealId), await tranchesOf(deal.dealId)]).toEqual(["completed", ["refunded", "released"]]);
  });

  test("is divided to the unit, with a fee on what is released, and by nothing else", async () => {
    const deal = await stopped();
    const wrong = endCase(w, deal, [{ tranche: 1, release: 100n, refund: 499n }]);
    await expect(wrong).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(endCase(w, deal, [{ tranche: 2, release: 0n, refund: PARTS[1] }])).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await endCase(w, deal, [{ tranche: 1, release: 100n, refund: 500n }]);
    expect([await statusOf(deal.dealId), await tranchesOf(deal.dealId)]).toEqual(["processing", ["released", "held"]]);
    expect(await funds(w, deal.dealId)).toMatchObject({
      disputed: 0n,
      releasable: 99n,
      refundable: 500n,
      fees: 1n,
      held: PARTS[1],
      balanced: true,
    });
  });

  test("ends the deal where nothing else is held", async () => {
    const all = [
      { tranche: 1, release: 0n, refund: PARTS[0] },
      { tranche: 2, release: 0n, refund: PARTS[1] },
    ] as const;
    const { dealId } = await held(w);
    await stop(w, { dealId }, [1, 2], "seller");
    await endCase(w, { dealId }, all);
    expect([await statusOf(dealId), await running(dealId)]).toEqual(["cancelled", []]);
    expect(await funds(w, dealId)).toMatchObject({ disputed: 0n, refundable: PRICE, balanced: true });
  });
});

test("what only the system does is refused to everybody else", async () => {
  const { dealId } = await held(w);
  const input = { dealId: scopeOf(dealId), amount: PRICE };
  for (const who of ["buyer", "admin"] as const)
    await expect(inTransaction(as(who), (tx) => fundDeal(tx, input, KINDS))).rejects.toMatchObject({ code: "FORBIDDEN" });
});
