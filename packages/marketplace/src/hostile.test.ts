import { ERRORS } from "@amanat/contracts";
import { canonicalJson } from "@amanat/db";
import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { cancelRequest, createRequest, rejectOffer, withdrawOffer } from "./index.ts";
import { confirm, getDeal } from "./engine.fixture.ts";
import { heldIn } from "./held.fixture.ts";
import { acceptOffer, bid, keyed, listed, PAYOUT_ADDRESS, submitOffer, wish, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

describe("createRequest", () => {
  test("is for signed-in people and supported assets", async () => {
    await expect(createRequest(w.anonymous(), wish)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    const unknown = `eip155:1/erc20:0x${"00".repeat(20)}`;
    await expect(createRequest(w.buyer(), { ...wish, asset: unknown })).rejects.toMatchObject({ code: "ASSET_NOT_SUPPORTED" });
  });

  test("names every wrong field by path and code", async () => {
    const wrong = createRequest(w.buyer(), { ...wish, title: "abc", budgetMin: "3", budgetMax: "2" });
    await expect(wrong).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: expect.arrayContaining([{ path: "title", code: "too_small" }]),
    });
    const upsideDown = createRequest(w.buyer(), { ...wish, budgetMin: "3", budgetMax: "2" });
    await expect(upsideDown).rejects.toMatchObject({ issues: [{ path: "budgetMax", code: "below_minimum" }] });
    const nowhere = createRequest(w.buyer(), { ...wish, delivery: { mode: "online", channel: "e-mail" } });
    await expect(nowhere).rejects.toMatchObject({ issues: [{ path: "delivery", code: "needs_place" }] });
  });

  test("with one key makes one request, however many ask", async () => {
    const once = keyed(w.clock);
    const answers = await Promise.all(Array.from({ length: 5 }, () => createRequest(w.buyer(once), wish)));
    expect(new Set(answers.map((request) => request.id)).size).toBe(1);
    await expect(createRequest(w.buyer(once), { ...wish, urgency: "urgent" })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("waits for a moderator when the operator says so", async () => {
    const { tenantId } = w.buyer().actor;
    await database.db.prisma.setting.create({ data: { tenantId, key: "moderation.requests", value: true } });
    const request = await createRequest(w.buyer({ clock: w.clock }), wish);
    await database.db.prisma.setting.deleteMany({ where: { key: "moderation.requests" } });
    expect(request.status).toBe("pending");
    await expect(submitOffer(w.seller({ clock: w.clock }), bid(request))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("submitOffer", () => {
  test("is for everybody but the buyer, on what exists and is open", async () => {
    const { request } = await listed(w);
    await expect(submitOffer(w.anonymous(), bid(request))).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    await expect(submitOffer(w.buyer(), bid(request))).rejects.toMatchObject({ code: "OWN_REQUEST" });
    await expect(submitOffer(w.seller2(), bid({ id: `req_${"0".repeat(32)}` }))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await cancelRequest(w.buyer({ clock: w.clock }), { requestId: request.id, version: 2 });
    await expect(submitOffer(w.seller2(), bid(request))).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("one seller, many at once: one offer", async () => {
    const request = await createRequest(w.buyer({ clock: w.clock }), wish);
    const outcomes = await atOnce(8, () => submitOffer(w.seller({ clock: w.clock }), bid(request)));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["OFFER_EXISTS"]));
    const once = keyed(w.clock);
    const first = await submitOffer(w.seller2(once), bid(request));
    expect(await submitOffer(w.seller2(once), bid(request))).toEqual(first);
    await expect(submitOffer(w.seller2(once), bid(request, 1n))).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("two sellers at once both get in, and both are counted", async () => {
    const request = await createRequest(w.buyer({ clock: w.clock }), wish);
    const [, second] = await Promise.all([
      submitOffer(w.seller({ clock: w.clock }), bid(request)),
      submitOffer(w.seller2({ clock: w.clock }), bid(request)),
    ]);
    expect(second.payoutAddress).toBe(PAYOUT_ADDRESS);
    const row = await database.db.prisma.request.findFirstOrThrow({ where: { buyerId: w.buyer.id } });
    expect(row).toMatchObject({ status: "received_offers", liveOffers: 2 });
  });
});

describe("races across verbs", () => {
  test("fifty accepts of one offer: one deal", async () => {
    const { offer } = await listed(w);
    const outcomes = await atOnce(50, () => acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version }));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
    expect(await database.db.prisma.deal.count({ where: { parties: { some: { userId: w.buyer.id } } } })).toBe(1);
  });

  test("accepts of two offers: one deal, one intent", async () => {
    const { request, offer } = await listed(w);
    const other = await submitOffer(w.seller2({ clock: w.clock }), bid(request));
    const outcomes = await atOnce(20, (index) =>
      acceptOffer(w.buyer({ clock: w.clock }), { offerId: index % 2 ? offer.id : other.id, version: 0 }),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
    expect(await database.db.prisma.paymentIntent.count({ where: { payerId: w.buyer.id } })).toBe(1);
  });

  test.each([
    ["with keys of their own", (n: number) => `confirm-by-${n}-of-64`, 1],
    ["with one key", () => "confirm-by-all-of-64", 64],
  ])("abuse 40: sixty-four confirms %s: paid once, everybody told the truth", async (_keys, keyOf, answered) => {
    const deal = await heldIn(w, "delivered");
    const outcomes = await atOnce(64, (n) => confirm(w.buyer({ clock: w.clock, idempotencyKey: keyOf(n) }), deal));
    expect(succeeded(outcomes)).toHaveLength(answered);
    expect(new Set(succeeded(outcomes).map(canonicalJson)).size).toBe(1);
    expect(failureCodes(outcomes)).toEqual(Array.from({ length: 64 - answered }, () => "INVALID_STATE"));
    expect(await getDeal(w.buyer(), deal)).toMatchObject({
      status: "completed",
      payouts: [{ kind: "release" }],
      seller: { completedDeals: 1 },
    });
  });

  test("accept, withdraw, reject and cancel at once leave one consistent end", async () => {
    const { request, offer } = await listed(w);
    const outcomes = await Promise.allSettled([
      acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: 0 }),
      withdrawOffer(w.seller({ clock: w.clock }), { offerId: offer.id, version: 0 }),
      rejectOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: 0 }),
      cancelRequest(w.buyer({ clock: w.clock }), { requestId: request.id, version: 2 }),
    ]);
    for (const code of failureCodes(outcomes)) expect(Object.keys(ERRORS)).toContain(code);
    const row = await database.db.prisma.request.findFirstOrThrow({ where: { buyerId: w.buyer.id }, include: { offers: true } });
    const [only] = row.offers;
    expect(["matched accepted", "active withdrawn", "active rejected", "cancelled rejected", "cancelled withdrawn"]).toContain(
      `${row.status} ${only?.status}`,
    );
    expect(row.liveOffers).toBe(0);
  });

  test("two deals of one pair complete at once, each the other way round", async () => {
    const one = await heldIn(w, "delivered");
    const swapped: World = { ...w, buyer: w.seller, seller: w.buyer };
    const back = w;
    w = swapped;
    const two = await heldIn(w, "delivered");
    w = back;
    await Promise.all([confirm(w.buyer({ clock: w.clock }), one), confirm(w.seller({ clock: w.clock }), two)]);
    expect(await getDeal(w.buyer(), one)).toMatchObject({ buyer: { completedDeals: 2 }, seller: { completedDeals: 2 } });
  });
});
