import { ERRORS } from "@amanat/contracts";
import { canonicalJson, type Ctx } from "@amanat/db";
import { atOnce, expectRefused, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import {
  cancelRequest,
  contestDelivery,
  correctHandover,
  createRequest,
  markDelivered,
  rejectOffer,
  startDelivery,
  withdrawOffer,
} from "./index.ts";
import { answer, cancelDeal, confirm, getDeal, propose, withdrawDealChange } from "./engine.fixture.ts";
import {
  acceptOffer,
  agreed,
  bid,
  funded,
  handover,
  keyed,
  listed,
  PAYOUT_ADDRESS,
  submitOffer,
  wish,
  type World,
  world,
} from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

type Act = (ctx: Ctx, change?: { version?: number }) => Promise<unknown>;
type Doer = "buyer" | "seller";
/** A write verb ready to be called, with who may call it and who of those who can see its subject may not; `again`: what a second call gets. */
type Scene = { by: Doer; act: Act; forbidden: readonly ("buyer" | "seller" | "admin")[]; versioned: boolean; again?: string };

async function delivering(): Promise<{ dealId: string; version: number }> {
  const { dealId, version } = await funded(w);
  return startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
}

async function delivered(): Promise<{ dealId: string; version: number }> {
  const { dealId, version } = await delivering();
  return markDelivered(w.seller({ clock: w.clock }), { dealId, version });
}

const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  cancelRequest: async () => {
    const { request } = await listed(w);
    return {
      by: "buyer",
      act: (ctx, { version = 2 } = {}) => cancelRequest(ctx, { requestId: request.id, version }),
      forbidden: [],
      versioned: true,
    };
  },
  withdrawOffer: async () => {
    const { offer } = await listed(w);
    return {
      by: "seller",
      act: (ctx, { version = 0 } = {}) => withdrawOffer(ctx, { offerId: offer.id, version }),
      forbidden: ["buyer"],
      versioned: true,
    };
  },
  rejectOffer: async () => {
    const { offer } = await listed(w);
    return {
      by: "buyer",
      act: (ctx, { version = 0 } = {}) => rejectOffer(ctx, { offerId: offer.id, version }),
      forbidden: ["seller"],
      versioned: true,
    };
  },
  acceptOffer: async () => {
    const { offer } = await listed(w);
    return {
      by: "buyer",
      act: (ctx, { version = 0 } = {}) => acceptOffer(ctx, { offerId: offer.id, version }),
      forbidden: ["seller"],
      versioned: true,
    };
  },
  startDelivery: async () => {
    const deal = await funded(w);
    return {
      by: "seller",
      act: (ctx, { version = deal.version } = {}) => startDelivery(ctx, { dealId: deal.dealId, version, handover }),
      forbidden: ["buyer", "admin"],
      versioned: true,
    };
  },
  correctHandover: async () => {
    const deal = await delivered();
    return {
      by: "seller",
      act: (ctx, { version = deal.version } = {}) => correctHandover(ctx, { dealId: deal.dealId, version, handover }),
      forbidden: ["buyer", "admin"],
      versioned: true,
      again: "VERSION_CONFLICT",
    };
  },
  markDelivered: async () => {
    const deal = await delivering();
    return {
      by: "seller",
      act: (ctx, { version = deal.version } = {}) => markDelivered(ctx, { dealId: deal.dealId, version }),
      forbidden: ["buyer", "admin"],
      versioned: true,
    };
  },
  confirmDeal: async () => {
    const deal = await delivered();
    return {
      by: "buyer",
      act: (ctx, { version = deal.version } = {}) => confirm(ctx, { dealId: deal.dealId, version }),
      forbidden: ["seller", "admin"],
      versioned: true,
    };
  },
  contestDelivery: async () => {
    const deal = await delivered();
    return {
      by: "buyer",
      act: (ctx, { version = deal.version } = {}) =>
        contestDelivery(ctx, { dealId: deal.dealId, version, reason: "not_received", note: "It never came" }),
      forbidden: ["seller", "admin"],
      versioned: true,
    };
  },
  proposeDealChange: async () => {
    const deal = await delivering();
    return {
      by: "seller",
      act: (ctx, { version = deal.version } = {}) => propose(ctx, { kind: "cancel", dealId: deal.dealId, version }),
      forbidden: ["admin"],
      versioned: true,
    };
  },
  "answerDealChange: agree to cancel": async () => {
    const deal = await delivering();
    const { proposal } = await propose(w.buyer({ clock: w.clock }), { kind: "cancel", ...deal });
    return {
      by: "seller",
      act: (ctx, { version = 0 } = {}) => answer(ctx, { dealId: deal.dealId, proposalId: proposal.id, version, answer: "agree" }),
      forbidden: ["buyer", "admin"],
      versioned: true,
    };
  },
  "answerDealChange: decline": async () => {
    const deal = await delivering();
    const { proposal } = await propose(w.seller({ clock: w.clock }), { kind: "cancel", ...deal });
    return {
      by: "buyer",
      act: (ctx, { version = 0 } = {}) => answer(ctx, { dealId: deal.dealId, proposalId: proposal.id, version, answer: "decline" }),
      forbidden: ["seller", "admin"],
      versioned: true,
    };
  },
  withdrawDealChange: async () => {
    const deal = await delivering();
    const { proposal } = await propose(w.buyer({ clock: w.clock }), { kind: "cancel", ...deal });
    return {
      by: "buyer",
      act: (ctx, { version = 0 } = {}) => withdrawDealChange(ctx, { dealId: deal.dealId, proposalId: proposal.id, version }),
      forbidden: ["seller", "admin"],
      versioned: true,
    };
  },
  "cancelDeal when late": async () => {
    const deal = await delivering();
    w.clock.advance(6 * 86_400_000);
    return {
      by: "buyer",
      act: (ctx, { version = deal.version } = {}) => cancelDeal(ctx, { dealId: deal.dealId, version }),
      forbidden: ["admin"],
      versioned: true,
    };
  },
  "cancelDeal in payment": async () => {
    const deal = await agreed(w);
    return {
      by: "buyer",
      act: (ctx, { version = deal.version } = {}) => cancelDeal(ctx, { dealId: deal.dealId, version }),
      forbidden: ["admin"],
      versioned: true,
    };
  },
  "cancelDeal in processing": async () => {
    const deal = await funded(w);
    return {
      by: "seller",
      act: (ctx, { version = deal.version } = {}) => cancelDeal(ctx, { dealId: deal.dealId, version }),
      forbidden: ["admin"],
      versioned: true,
    };
  },
};

describe.each(Object.entries(SCENES))("%s", (_name, scene) => {
  test("nobody but the right person, and of them only who saw the newest version", async () => {
    const { by, act, forbidden, again = "INVALID_STATE" } = await scene();
    await expectRefused(w, act, {
      AUTHENTICATION_REQUIRED: ["anonymous", "system"],
      NOT_FOUND: ["stranger", "seller2"],
      FORBIDDEN: forbidden,
    });
    await expect(act(w[by]({ clock: w.clock }), { version: 99 })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    await act(w[by]({ clock: w.clock }));
    await expect(act(w[by]({ clock: w.clock }))).rejects.toMatchObject({ code: again });
  });

  test("a key replays its answer, also to a twin; with another body it is refused", async () => {
    const { by, act } = await scene();
    const once = keyed(w.clock);
    const [first, twin] = await Promise.all([act(w[by](once)), act(w[by](once))]);
    expect(twin).toEqual(first);
    expect(await act(w[by](once))).toEqual(first);
    await expect(act(w[by](once), { version: 99 })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("of eight at once one wins, the others are told", async () => {
    const { by, act, again = "INVALID_STATE" } = await scene();
    const outcomes = await atOnce(8, () => act(w[by]({ clock: w.clock })));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(Array.from({ length: 7 }, () => again));
  });

  test("is audited once, with the person who did it", async () => {
    const { by, act } = await scene();
    const before = await database.db.prisma.auditEntry.count({ where: { actorId: w[by].id } });
    await act(w[by]({ clock: w.clock }));
    const entries = await database.db.prisma.auditEntry.findMany({ where: { actorId: w[by].id } });
    const own = entries.filter((entry) => ["request", "offer", "deal"].includes(entry.subjectKind));
    expect(entries.length).toBeGreaterThan(before);
    expect(new Set(own.map((entry) => entry.sessionId))).toEqual(new Set([w[by].sessionId]));
  });
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
    const deal = await delivered();
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
    const one = await delivered();
    const swapped: World = { ...w, buyer: w.seller, seller: w.buyer };
    const back = w;
    w = swapped;
    const two = await delivered();
    w = back;
    await Promise.all([confirm(w.buyer({ clock: w.clock }), one), confirm(w.seller({ clock: w.clock }), two)]);
    expect(await getDeal(w.buyer(), one)).toMatchObject({ buyer: { completedDeals: 2 }, seller: { completedDeals: 2 } });
  });
});
