import { publicId } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import * as deals from "@amanat/deals";
import { holdMoney } from "@amanat/payment";
import { atOnce, expectRefused, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { confirm, dealTimeline, getDeal } from "./engine.fixture.ts";
import { heldIn } from "./held.fixture.ts";
import { PURCHASE } from "./index.ts";
import { FEE, funds, PRICE, scopeOf, settlePayouts, statusOf, type World, world } from "./world.fixture.ts";

/** Money that a buyer stopped: who can end that, by when it ends by itself, and that shares come to it exactly. */

const KINDS = { purchase: PURCHASE } as const;
const DAY = 86_400_000;
const reason = "Nothing has arrived at my door";
const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

type Asked = { dealId: string; version: number };
const buyer = (key?: string) => w.buyer(keyedBy(key));
const keyedBy = (key?: string) => ({ clock: w.clock, ...(key ? { idempotencyKey: key } : {}) });
const seller = (key?: string) => w.seller(keyedBy(key));
const admin = (key?: string) => w.admin(keyedBy(key));
const admin2 = (key?: string) => w.admin2(keyedBy(key));
const see = (dealId: string) => getDeal(buyer(), { dealId });
const now = async ({ dealId }: { dealId: string }): Promise<Asked> => ({ dealId, version: (await see(dealId)).version });
const typesOf = async (dealId: string) => (await dealTimeline(buyer(), { dealId })).entries.map((entry) => entry.type);
const waiting = async (ctx: Ctx, dealId: string) => (await deals.listHeld(ctx, {})).data.filter((one) => one.dealId === dealId);
const rulingOn = (dealId: string) => w.db.prisma.dealRuling.findFirstOrThrow({ where: { dealId: scopeOf(dealId) } });
const incidents = (dealId: string) => w.db.prisma.incident.findMany({ where: { subject: scopeOf(dealId), kind: "deal.on_hold" } });

const report = (ctx: Ctx, asked: Asked) => deals.reportNotReceived(ctx, { ...asked, reason }, KINDS);
const withdraw = (ctx: Ctx, asked: Asked) => deals.withdrawReport(ctx, asked, KINDS);
const giveIn = (ctx: Ctx, asked: Asked) => proved(ctx, (sure) => deals.yieldDeal(sure, asked, KINDS));
const propose = (ctx: Ctx, asked: Asked, release: bigint, refund: bigint) => {
  const shares = [{ tranche: 1, release: release.toString(), refund: refund.toString() }];
  return deals.proposeRuling(ctx, { ...asked, shares, reason: "Both are right in part" }, KINDS);
};
type Answer = { dealId: string; rulingId: string; version: number; answer: "approve" | "decline" };
const answer = (ctx: Ctx, asked: Answer) => proved(ctx, (sure) => deals.answerRuling(sure, asked, { kinds: KINDS }));

async function stopped(status: "delivered" | "confirming" = "confirming"): Promise<Asked> {
  const deal = await heldIn(w, status);
  const { dealId, version } = await report(buyer(), deal);
  return { dealId, version };
}

describe.each(["delivered", "confirming"] as const)("a buyer stops the money in %s", (status) => {
  test("both see who, why, since when, what happens next and by when; the clock stands, staff are told", async () => {
    const { dealId } = await stopped(status);
    const until = new Date((await w.clock.now(w.db.prisma)).getTime() + 14 * DAY);
    for (const who of [buyer(), seller(), admin()]) {
      const view = await getDeal(who, { dealId });
      expect(view).toMatchObject({
        status,
        standing: "on_hold",
        onHold: true,
        holds: [{ tranche: 1, amount: PRICE.toString(), reason, by: "buyer" }],
        next: { action: "await_ruling", who: "admin", consequence: "hold_ends" },
      });
      expect(Math.abs(Date.parse(view.next.dueAt ?? "") - until.getTime())).toBeLessThan(60_000);
      expect(view.holds[0]?.until).toBe(view.next.dueAt);
    }
    expect(await funds(w, dealId)).toMatchObject({ held: 0n, disputed: PRICE, balanced: true });
    expect(await incidents(dealId)).toMatchObject([{ state: "open" }]);
    expect(await typesOf(dealId)).toContain("deal.held.v1");
    w.clock.advance(13 * DAY);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe(status);
    expect(await waiting(admin(), dealId)).toMatchObject([{ ruling: null, holds: [{ amount: PRICE.toString() }] }]);
  });
});

test("who may stop it: the buyer, once at a time, with the version they saw", async () => {
  const deal = await heldIn(w, "confirming");
  await expectRefused(
    w,
    (ctx) => report(ctx, deal),
    { AUTHENTICATION_REQUIRED: ["anonymous"], NOT_FOUND: ["stranger"], FORBIDDEN: ["seller", "admin"] },
    { clock: w.clock },
  );
  await expect(report(buyer(), { ...deal, version: deal.version + 1 })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  const outcomes = await atOnce(8, () => report(buyer(), deal));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
  expect((await funds(w, deal.dealId)).disputed).toBe(PRICE);
  const early = await heldIn(w, "delivery");
  await expect(report(buyer(), early)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("with one key the same answer again, and one hold", async () => {
  const deal = await heldIn(w, "confirming");
  const first = await report(buyer("stop-once"), deal);
  expect(await report(buyer("stop-once"), deal)).toEqual(first);
  expect(await w.db.prisma.hold.count({ where: { scope: scopeOf(deal.dealId) } })).toBe(1);
});

test("with one key the seller gives in once, and the same answer is given again", async () => {
  const held = await stopped();
  const first = await giveIn(seller("yield-once"), held);
  expect(await giveIn(seller("yield-once"), held)).toEqual(first);
  expect(await funds(w, held.dealId)).toMatchObject({ refundable: PRICE, disputed: 0n });
  await expect(giveIn(seller(), await now(held))).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("with one key a report is withdrawn once: a later one stands", async () => {
  const held = await stopped();
  const first = await withdraw(buyer("withdraw-once"), held);
  await report(buyer(), await now(held));
  expect(await withdraw(buyer("withdraw-once"), held)).toEqual(first);
  expect((await see(held.dealId)).onHold).toBe(true);
});

test("with one key a ruling is proposed once and answered once", async () => {
  const held = await stopped();
  const proposed = await propose(admin("propose-once"), held, 0n, PRICE);
  expect(await propose(admin("propose-once"), held, 0n, PRICE)).toEqual(proposed);
  expect(await w.db.prisma.dealRuling.count({ where: { dealId: scopeOf(held.dealId) } })).toBe(1);
  const asked = { dealId: held.dealId, rulingId: proposed.ruling.id, version: proposed.ruling.version, answer: "approve" } as const;
  const ruled = await answer(admin2("rule-once"), asked);
  expect(await answer(admin2("rule-once"), asked)).toEqual(ruled);
  expect(await funds(w, held.dealId)).toMatchObject({ refundable: PRICE, disputed: 0n });
});

describe("each has a way out", () => {
  test("the buyer takes it back: the clock runs on with a few days at least, and the buyer confirms", async () => {
    const deal = await heldIn(w, "confirming");
    w.clock.advance(14 * DAY - 60_000);
    const held = await report(buyer(), deal);
    await expect(withdraw(seller(), held)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(withdraw(w.stranger(), held)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const outcomes = await atOnce(4, () => withdraw(buyer(), held));
    expect(succeeded(outcomes)).toHaveLength(1);
    const view = await see(deal.dealId);
    expect(view).toMatchObject({ onHold: false, standing: "inspecting", next: { action: "inspect", consequence: "auto_release" } });
    expect(Date.parse(view.next.dueAt ?? "") - (await w.clock.now(w.db.prisma)).getTime()).toBeGreaterThan(3 * DAY - 60_000);
    expect(await incidents(deal.dealId)).toMatchObject([{ state: "closed" }]);
    await confirm(buyer(), await now(deal));
    expect(await statusOf(w, deal.dealId)).toBe("completed");
  });

  test("but cannot stop it for ever", async () => {
    const deal = await heldIn(w, "confirming");
    for (const _round of [1, 2]) await withdraw(buyer(), await report(buyer(), await now(deal)));
    await expect(report(buyer(), await now(deal))).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("the seller gives in, and proves to be there: all of it goes back", async () => {
    const held = await stopped();
    await expect(deals.yieldDeal(seller(), held, KINDS)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(giveIn(buyer(), held)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const outcomes = await atOnce(4, () => giveIn(seller(), held));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(await statusOf(w, held.dealId)).toBe("cancelled");
    expect(await funds(w, held.dealId)).toMatchObject({ disputed: 0n, refundable: PRICE, fees: 0n, balanced: true });
    await settlePayouts(w, held.dealId);
    expect(await statusOf(w, held.dealId)).toBe("refunded");
    expect(await incidents(held.dealId)).toMatchObject([{ state: "closed" }]);
  });

  test("with nothing stopped there is nothing to give in", async () => {
    const held = await stopped();
    await withdraw(buyer(), held);
    await expect(giveIn(seller(), await now(held))).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("nobody decides: on its date it goes on as before, staff hear that it was left, and the money is released in the end", async () => {
    const { dealId } = await stopped();
    w.clock.advance(14 * DAY);
    await w.tick();
    const view = await see(dealId);
    expect(view).toMatchObject({ onHold: false, status: "confirming" });
    expect(await incidents(dealId)).toMatchObject([{ state: "open", detail: { undecided: "true" } }]);
    expect(await funds(w, dealId)).toMatchObject({ held: PRICE, disputed: 0n, balanced: true });
    expect((await dealTimeline(buyer(), { dealId })).entries.at(-1)).toMatchObject({
      type: "deal.hold_lifted.v1",
      data: { by: "timer" },
      actor: { role: "system" },
    });
    w.clock.advance(14 * DAY);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("completed");
  });
});

describe("two admins rule", () => {
  test("a split to the unit: fee on what is released, the rest back, each by its own instruction", async () => {
    const held = await stopped();
    const release = 500_000_001n;
    await expect(propose(admin(), held, release, PRICE - release - 1n)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "shares", code: "differs" }],
    });
    const { ruling } = await propose(admin(), held, release, PRICE - release);
    expect(await waiting(admin2(), held.dealId)).toMatchObject([{ ruling: { id: ruling.id, block: "none" } }]);
    expect(await waiting(admin(), held.dealId)).toMatchObject([{ ruling: { block: "own" } }]);
    const asked = { dealId: held.dealId, rulingId: ruling.id, version: 0, answer: "approve" } as const;
    await expect(answer(admin(), asked)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await expect(deals.answerRuling(admin2(), asked, { kinds: KINDS })).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "deal.rule", subject: ruling.id, amount: release.toString() },
    });
    const forbidden = { FORBIDDEN: ["buyer", "seller", "guard", "resolver"] } as const;
    await expectRefused(w, (ctx) => answer(ctx, asked), forbidden, { clock: w.clock });
    expect((await funds(w, held.dealId)).disputed).toBe(PRICE);
    const outcomes = await atOnce(8, () => answer(admin2(), asked));
    expect(succeeded(outcomes)).toHaveLength(1);
    const fee = (release * 250n) / 10_000n;
    const after = await funds(w, held.dealId);
    expect(after).toMatchObject({ disputed: 0n, releasable: release - fee, refundable: PRICE - release, fees: fee, balanced: true });
    expect(await typesOf(held.dealId)).toContain("deal.ruled.v1");
    expect(await waiting(admin(), held.dealId)).toEqual([]);
    await settlePayouts(w, held.dealId);
    expect(await see(held.dealId)).toMatchObject({
      status: "completed",
      standing: "completed_paid",
      payouts: expect.toSatisfy((all: unknown[]) => all.length === 2),
    });
  });

  test.each([
    ["all to the seller", PRICE, "completed"],
    ["all back", 0n, "cancelled"],
  ] as const)("%s", async (_words, release, status) => {
    const held = await stopped("delivered");
    const { ruling } = await propose(admin(), held, release, PRICE - release);
    await answer(admin2(), { dealId: held.dealId, rulingId: ruling.id, version: 0, answer: "approve" });
    expect(await statusOf(w, held.dealId)).toBe(status);
    const money = await funds(w, held.dealId);
    expect(money).toMatchObject(release === 0n ? { refundable: PRICE, fees: 0n } : { releasable: PRICE - FEE, fees: FEE });
    await settlePayouts(w, held.dealId);
    if (release === 0n) expect(await statusOf(w, held.dealId)).toBe("refunded");
  });

  test("a new admin approves nothing yet; declining moves nothing and lets another be proposed", async () => {
    const held = await stopped();
    const { ruling } = await propose(admin(), held, PRICE, 0n);
    await expect(propose(admin2(), held, PRICE, 0n)).rejects.toMatchObject({ code: "INVALID_STATE" });
    const people = { decidesFrom: () => Promise.resolve(new Date("2099-01-01")) };
    const asked = { dealId: held.dealId, rulingId: ruling.id, version: 0 };
    await expect(
      proved(admin2(), (ctx) => deals.answerRuling(ctx, { ...asked, answer: "approve" }, { kinds: KINDS, people })),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await answer(admin(), { ...asked, answer: "decline" });
    expect((await funds(w, held.dealId)).disputed).toBe(PRICE);
    await propose(admin2(), held, 0n, PRICE);
  });

  test("an admin who is a party neither proposes nor approves", async () => {
    const held = await stopped();
    await w.db.prisma.dealParty.updateMany({
      where: { dealId: scopeOf(held.dealId), role: "seller" },
      data: { userId: w.admin.id },
    });
    await expect(propose(admin(), held, PRICE, 0n)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    const { ruling } = await propose(admin2(), held, PRICE, 0n);
    await expect(answer(admin(), { dealId: held.dealId, rulingId: ruling.id, version: 0, answer: "approve" })).rejects.toMatchObject({
      code: "SELF_APPROVAL",
    });
  });

  test("what the parties or the date end first lapses, and the database refuses one pair of eyes", async () => {
    const held = await stopped();
    const { ruling } = await propose(admin(), held, PRICE, 0n);
    const id = { id: (await rulingOn(held.dealId)).id };
    await expect(
      w.db.prisma.dealRuling.updateMany({
        where: { ...id, status: "open" },
        data: { status: "approved", closedAt: new Date(), decidedById: w.admin.id },
      }),
    ).rejects.toThrow();
    await withdraw(buyer(), held);
    const asked = { dealId: held.dealId, rulingId: ruling.id, version: 1, answer: "approve" } as const;
    await expect(answer(admin2(), asked)).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await rulingOn(held.dealId)).toMatchObject({ status: "lapsed" });
  });

  test("approving against withdrawing, giving in and the date: the money goes one way", async () => {
    for (let round = 0; round < 3; round += 1) {
      const held = await stopped();
      const { ruling } = await propose(admin(), held, PRICE, 0n);
      await Promise.allSettled([
        answer(admin2(), { dealId: held.dealId, rulingId: ruling.id, version: 0, answer: "approve" }),
        giveIn(seller(), held),
        withdraw(buyer(), held),
      ]);
      const money = await funds(w, held.dealId);
      const status = await statusOf(w, held.dealId);
      const ends = { completed: [0n, PRICE - FEE, 0n, FEE], cancelled: [0n, 0n, PRICE, 0n], confirming: [PRICE, 0n, 0n, 0n] };
      expect([money.held, money.releasable, money.refundable, money.fees]).toEqual(ends[status as keyof typeof ends]);
      expect(money).toMatchObject({ disputed: 0n, balanced: true });
    }
  });

  test("while a guard's hold covers the same money, nobody divides it", async () => {
    const held = await stopped();
    const { ruling } = await propose(admin(), held, PRICE, 0n);
    await inTransaction(w.system(), (tx) =>
      holdMoney(tx, { scope: scopeOf(held.dealId), tranche: 1, reason: "a stolen card", by: "guard" }),
    );
    const asked = { dealId: held.dealId, rulingId: ruling.id, version: 0, answer: "approve" } as const;
    await expect(answer(admin2(), asked)).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(giveIn(seller(), held)).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await rulingOn(held.dealId)).toMatchObject({ status: "open" });
    expect((await funds(w, held.dealId)).disputed).toBe(PRICE);
    expect(publicId("deal", scopeOf(held.dealId))).toBe(held.dealId);
  });
});
