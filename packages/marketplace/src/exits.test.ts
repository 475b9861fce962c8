import { type DealStatus, publicId } from "@amanat/contracts";
import { changeSetting, inTransaction, requireUser } from "@amanat/db";
import { failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { contestDelivery, markDelivered } from "./index.ts";
import { heldIn } from "./held.fixture.ts";
import {
  answer,
  answerDealChange,
  cancelDeal,
  confirm,
  dealTimeline,
  getDeal,
  propose,
  proposeDealChange,
  runDueDeadline,
  withdrawDealChange,
} from "./engine.fixture.ts";
import { funds, PRICE, scopeOf, settlePayouts, statusOf, type World, world } from "./world.fixture.ts";
import { SETTINGS } from "./settings.ts";

/** No state holds money without a way out for each party and a date. */

const database = useDatabase();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HELD = ["processing", "delivery", "delivered", "confirming"] as const;
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

const buyer = () => w.buyer({ clock: w.clock });
const seller = () => w.seller({ clock: w.clock });
const see = (dealId: string) => getDeal(buyer(), { dealId });
const typesOf = async (dealId: string) => (await dealTimeline(buyer(), { dealId })).entries.map((entry) => entry.type);
const inDays = async (days: number) => new Date((await w.clock.now(w.db.prisma)).getTime() + days * DAY).toISOString();

async function expectRefund(dealId: string): Promise<void> {
  expect(await statusOf(w, dealId)).toBe("cancelled");
  const money = await funds(w, dealId);
  expect([money.held, money.refundable, money.fees, money.releasable]).toEqual([0n, PRICE, 0n, 0n]);
  await settlePayouts(w, dealId);
  expect(await statusOf(w, dealId)).toBe("refunded");
  expect((await funds(w, dealId)).refunded).toBe(PRICE);
}

describe("a promised delivery has a consequence", () => {
  test.each(["processing", "delivery"] as const)("in %s the buyer may cancel after promise and grace, not before", async (status) => {
    const deal = await heldIn(w, status);
    const { next, deliverBy, cancellableFrom, late } = await see(deal.dealId);
    expect(next).toMatchObject({ who: "seller", dueAt: deliverBy, consequence: "buyer_may_cancel" });
    expect(Date.parse(cancellableFrom ?? "") - Date.parse(deliverBy ?? "")).toBe(48 * HOUR);
    expect(late).toBe(false);
    w.clock.advance(3 * DAY + 48 * HOUR - 1_000);
    await w.tick();
    await expect(cancelDeal(buyer(), deal)).rejects.toMatchObject({ code: "INVALID_STATE" });
    w.clock.advance(1_000);
    await w.tick();
    expect(await see(deal.dealId)).toMatchObject({ status, late: true, next: { dueAt: null, consequence: "buyer_may_cancel" } });
    expect(await typesOf(deal.dealId)).toContain("deal.delivery_late.v1");
    await cancelDeal(buyer(), deal);
    await expectRefund(deal.dealId);
  });

  test("nothing ends by itself, and a delivery at last takes the way out away", async () => {
    const deal = await heldIn(w, "delivery");
    w.clock.advance(30 * DAY);
    await w.tick();
    expect(await statusOf(w, deal.dealId)).toBe("delivery");
    await markDelivered(seller(), deal);
    const { version } = await see(deal.dealId);
    await expect(cancelDeal(buyer(), { dealId: deal.dealId, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("a late delivery and a late cancellation at once: one of them", async () => {
    const deal = await heldIn(w, "delivery");
    w.clock.advance(30 * DAY);
    const outcomes = await Promise.allSettled([cancelDeal(buyer(), deal), markDelivered(seller(), deal)]);
    expect(succeeded(outcomes)).toHaveLength(1);
    const money = await funds(w, deal.dealId);
    expect([money.held, money.refundable]).toEqual((await statusOf(w, deal.dealId)) === "cancelled" ? [0n, PRICE] : [PRICE, 0n]);
  });

  test("the grace is a setting, and a promise keeps the one it was made under", async () => {
    const before = await heldIn(w, "processing");
    await inTransaction(w.system(), (tx) => changeSetting(tx, SETTINGS.lateHours, 0));
    const { deliverBy, cancellableFrom } = await see(before.dealId);
    expect(cancellableFrom).not.toBe(deliverBy);
    const after = await see((await heldIn(w, "processing")).dealId);
    expect(after.cancellableFrom).toBe(after.deliverBy);
    await database.db.prisma.setting.deleteMany({ where: { key: "deal.lateHours" } });
  });
});

describe.each(HELD)("by agreement, in %s", (status) => {
  test.each(["buyer", "seller"] as const)("a cancellation the %s proposes and the other agrees to returns the money", async (by) => {
    const deal = await heldIn(w, status);
    const [first, second] = by === "buyer" ? [buyer(), seller()] : [seller(), buyer()];
    const { proposal } = await propose(first, { kind: "cancel", note: "It did not work out", ...deal });
    expect(await see(deal.dealId)).toMatchObject({ status, proposals: [{ id: proposal.id, kind: "cancel", by, status: "open" }] });
    await expect(answer(first, { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const { proposal: ended } = await answer(second, { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" });
    expect(ended).toMatchObject({ status: "agreed", version: 1 });
    expect(await typesOf(deal.dealId)).toEqual(expect.arrayContaining(["deal.change_proposed.v1", "deal.change_answered.v1"]));
    await expectRefund(deal.dealId);
  });

  test("declined, withdrawn and expired proposals leave the deal as it was, and another can be made", async () => {
    const deal = await heldIn(w, status);
    const ask = () => propose(buyer(), { kind: "cancel", ...deal });
    const one = await ask();
    await expect(propose(seller(), { kind: "cancel", ...deal })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await answer(seller(), { dealId: deal.dealId, proposalId: one.proposal.id, version: 0, answer: "decline" });
    const two = await ask();
    await withdrawDealChange(buyer(), { dealId: deal.dealId, proposalId: two.proposal.id, version: 0 });
    const three = await ask();
    w.clock.advance(72 * HOUR);
    const late = { dealId: deal.dealId, proposalId: three.proposal.id, version: 0, answer: "agree" } as const;
    await expect(answer(seller(), late)).rejects.toMatchObject({ code: "INVALID_STATE" });
    await w.tick();
    expect(await see(deal.dealId)).toMatchObject({ status, proposals: [] });
    const rows = await w.db.prisma.dealProposal.findMany({ where: { dealId: scopeOf(deal.dealId) }, orderBy: { createdAt: "asc" } });
    expect(rows.map((row) => row.status)).toEqual(["declined", "withdrawn", "expired"]);
    expect((await funds(w, deal.dealId)).held).toBe(PRICE);
  });

  test("more time moves the date of the clock that runs, and never back", async () => {
    const deal = await heldIn(w, status);
    const inspecting = status === "delivered" || status === "confirming";
    const until = await inDays(inspecting ? 40 : 20);
    const sooner = { kind: "more_time", until: await inDays(1), ...deal } as const;
    await expect(propose(seller(), sooner)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "until" }] });
    const { proposal } = await propose(seller(), { kind: "more_time", until, ...deal });
    expect(proposal.clock).toBe(inspecting ? "inspect" : "deliver");
    await answer(buyer(), { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" });
    expect((await see(deal.dealId)).next.dueAt).toBe(until);
    w.clock.advance((inspecting ? 40 : 22) * DAY - HOUR);
    await w.tick();
    expect(await see(deal.dealId)).toMatchObject({ status, late: false });
    w.clock.advance(HOUR);
    await w.tick();
    expect(await see(deal.dealId)).toMatchObject(inspecting ? { status: "completed" } : { status, late: true });
  });

  test("a proposal stops no clock and survives no end", async () => {
    const deal = await heldIn(w, status);
    await propose(buyer(), { kind: "cancel", ...deal });
    w.clock.advance(60 * DAY);
    const timers = await w.db.prisma.deadline.findMany({ where: { subjectId: scopeOf(deal.dealId), status: "pending" } });
    for (const timer of timers) await runDueDeadline(w.system({ clock: w.clock }), timer);
    const ended: DealStatus[] = ["completed"];
    const { status: now, proposals } = await see(deal.dealId);
    if (ended.includes(now)) expect(proposals).toEqual([]);
    else expect(await see(deal.dealId)).toMatchObject({ status, late: true });
  });
});

describe("who gives money away proves to be there", () => {
  test("the seller, asking or answering; not the buyer", async () => {
    const deal = await heldIn(w, "confirming");
    await expect(proposeDealChange(seller(), { kind: "cancel", ...deal })).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: {
        action: "deal.refund",
        subject: deal.dealId,
        amount: PRICE.toString(),
        destination: publicId("user", requireUser(buyer().actor).userId),
      },
    });
    const { proposal } = await proposeDealChange(buyer(), { kind: "cancel", ...deal });
    const agree = { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" } as const;
    await expect(answerDealChange(seller(), agree)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    expect(await statusOf(w, deal.dealId)).toBe("confirming");
    // To decline gives nothing away.
    await answerDealChange(seller(), { ...agree, answer: "decline" });
  });

  test("a proof of release is none of a refund", async () => {
    const deal = await heldIn(w, "confirming");
    const { proposal } = await proposeDealChange(buyer(), { kind: "cancel", ...deal });
    const agree = { dealId: deal.dealId, proposalId: proposal.id, version: 0, answer: "agree" } as const;
    const other = await heldIn(w, "confirming");
    await proved(seller(), async (ctx) => {
      await proposeDealChange(ctx, { kind: "cancel", ...other });
      await expect(answerDealChange(ctx, agree)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    });
  });
});

describe("races end one way", () => {
  const agreeTo = (deal: { dealId: string }, proposalId: string) =>
    answer(seller(), { dealId: deal.dealId, proposalId, version: 0, answer: "agree" });

  test("agreeing to cancel against confirming, releasing, contesting and withdrawing", async () => {
    for (let round = 0; round < 3; round += 1) {
      const deal = await heldIn(w, "confirming");
      const { proposal } = await propose(buyer(), { kind: "cancel", ...deal });
      w.clock.advance(14 * DAY);
      // It would have expired by now; the point is the race.
      await w.db.prisma.dealProposal.updateMany({ where: { dealId: scopeOf(deal.dealId) }, data: { expiresAt: new Date("2040-01-01") } });
      const outcomes = await Promise.allSettled([
        agreeTo(deal, proposal.id),
        confirm(buyer(), deal),
        runDueDeadline(w.system({ clock: w.clock }), { purpose: "inspect", subjectId: scopeOf(deal.dealId) }),
        withdrawDealChange(buyer(), { dealId: deal.dealId, proposalId: proposal.id, version: 0 }),
      ]);
      for (const code of failureCodes(outcomes)) expect(["INVALID_STATE", "VERSION_CONFLICT", "BUSY"]).toContain(code);
      const { status, payouts } = await see(deal.dealId);
      expect(["completed", "cancelled"]).toContain(status);
      expect(payouts.map((payout) => payout.kind)).toEqual([status === "completed" ? "release" : "refund"]);
      const money = await funds(w, deal.dealId);
      expect([money.held, status === "completed" ? money.refundable : money.releasable]).toEqual([0n, 0n]);
    }
  });

  test("both propose at once: one proposal", async () => {
    const deal = await heldIn(w, "delivery");
    const outcomes = await Promise.allSettled([
      propose(buyer(), { kind: "cancel", ...deal }),
      propose(seller(), { kind: "cancel", ...deal }),
    ]);
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(["INVALID_STATE"]);
  });
});

describe("a delivery that is not true", () => {
  const contested = async (reason: "not_received" | "not_as_agreed" = "not_received") => {
    const deal = await heldIn(w, "confirming");
    const moved = await contestDelivery(buyer(), { ...deal, reason, note: "Nothing came" });
    return { dealId: deal.dealId, version: moved.version };
  };

  test("does not pay by itself: a seller who is gone loses the deal", async () => {
    const deal = await contested();
    expect(await see(deal.dealId)).toMatchObject({
      status: "delivery",
      contest: { reason: "not_received", note: "Nothing came" },
      contestsLeft: 0,
      next: { action: "mark_delivered", who: "seller", consequence: "buyer_may_cancel" },
    });
    w.clock.advance(7 * DAY + 48 * HOUR);
    await w.tick();
    expect(await statusOf(w, deal.dealId)).toBe("delivery");
    await cancelDeal(buyer(), deal);
    await expectRefund(deal.dealId);
  });

  test("is the seller's word against the buyer's once, and then the date comes all the same", async () => {
    const deal = await contested("not_as_agreed");
    const again = await markDelivered(seller(), { ...deal, note: "The carrier has the receipt" });
    await w.work();
    const { version, next } = await see(deal.dealId);
    expect(next).toMatchObject({ action: "inspect", consequence: "auto_release" });
    await expect(contestDelivery(buyer(), { dealId: deal.dealId, version, reason: "not_received", note: "" })).rejects.toMatchObject({
      code: "INVALID_STATE",
    });
    expect(again.status).toBe("delivered");
    w.clock.advance(14 * DAY);
    await w.tick();
    expect(await statusOf(w, deal.dealId)).toBe("completed");
  });

  test("is an incident from the first word, until the buyer is content or the money is back", async () => {
    const incidents = (dealId: string) => w.db.prisma.incident.findMany({ where: { subject: scopeOf(dealId), kind: "deal.contested" } });
    const back = await contested();
    expect(await incidents(back.dealId)).toMatchObject([
      { state: "open", dealId: scopeOf(back.dealId), detail: { reason: "not_received" } },
    ]);
    const { proposal } = await propose(buyer(), { kind: "cancel", ...back });
    await answer(seller(), { dealId: back.dealId, proposalId: proposal.id, version: 0, answer: "agree" });
    expect(await incidents(back.dealId)).toMatchObject([{ state: "closed", resolution: "mended" }]);
    // Released by the clock, nobody has said that it is well.
    const silent = await contested();
    await markDelivered(seller(), silent);
    w.clock.advance(14 * DAY);
    await w.tick();
    expect(await statusOf(w, silent.dealId)).toBe("completed");
    expect(await incidents(silent.dealId)).toMatchObject([{ state: "open" }]);
  });

  test("cannot be said too late, nor by anybody else", async () => {
    const deal = await heldIn(w, "confirming");
    const words = { reason: "not_received", note: "" } as const;
    await expect(contestDelivery(seller(), { ...deal, ...words })).rejects.toMatchObject({ code: "FORBIDDEN" });
    w.clock.advance(14 * DAY);
    await w.tick();
    const { version } = await see(deal.dealId);
    await expect(contestDelivery(buyer(), { dealId: deal.dealId, version, ...words })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});

test("one party cannot fill the record of the other", async () => {
  const deal = await heldIn(w, "processing");
  for (let n = 0; n < 10; n += 1) {
    const { proposal } = await propose(buyer(), { kind: "cancel", ...deal });
    await withdrawDealChange(buyer(), { dealId: deal.dealId, proposalId: proposal.id, version: 0 });
  }
  await expect(propose(buyer(), { kind: "cancel", ...deal })).rejects.toMatchObject({ code: "INVALID_STATE" });
  await propose(seller(), { kind: "cancel", ...deal });
});

test("a proposal of another deal is not found", async () => {
  const [one, two] = [await heldIn(w, "processing"), await heldIn(w, "processing")];
  const { proposal } = await propose(buyer(), { kind: "cancel", ...one });
  const crossed = { dealId: two.dealId, proposalId: proposal.id, version: 0 };
  await expect(answer(seller(), { ...crossed, answer: "agree" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(withdrawDealChange(buyer(), crossed)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const unknown = publicId("proposal", "00000000-0000-7000-8000-000000000000");
  await expect(withdrawDealChange(buyer(), { ...crossed, proposalId: unknown })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
