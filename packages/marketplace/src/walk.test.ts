import { type DealStatus, isDomainError, publicId, type RequestView } from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import { CLAIMS } from "./claims.fixture.ts";
import { contestDelivery, createRequest, markDelivered, rejectOffer, startDelivery, withdrawOffer } from "./index.ts";
import { answer, cancelDeal, confirm, getDeal, listDeals, propose, withdrawDealChange } from "./engine.fixture.ts";
import {
  acceptOffer,
  bid,
  FEE,
  funds,
  handover,
  pay,
  PRICE,
  prove,
  scopeOf,
  send,
  settlePayouts,
  submitOffer,
  wish,
  type World,
  world,
} from "./world.fixture.ts";

/**
 * Two sellers, a buyer, the clock and the chain do whatever comes to their minds, allowed or not. After
 * every step the three lifecycles and the money have to agree with each other. The seed is in the test's name.
 */

const database = useDatabase();
const STEPS = 80;

/** mulberry32: small, seeded, good enough to shuffle steps. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

type Step = (w: World, request: RequestView, roll: (sides: number) => number) => Promise<unknown>;

async function anyOffer(w: World, roll: (sides: number) => number) {
  const offers = await w.db.prisma.offer.findMany({ where: { request: { buyerId: w.buyer.id } }, orderBy: { id: "asc" } });
  const offer = offers[roll(Math.max(1, offers.length))];
  return { offerId: offer ? `off_${offer.id.replaceAll("-", "")}` : `off_${"0".repeat(32)}`, version: offer?.version ?? 0 };
}

async function anyDeal(w: World, roll: (sides: number) => number) {
  const { data } = await listDeals(w.buyer({ clock: w.clock }), {});
  // The newest is where something happens; the older ones must not stir.
  const deal = data[roll(4) === 0 ? roll(Math.max(1, data.length)) : 0];
  return { dealId: deal?.id ?? `deal_${"0".repeat(32)}`, version: deal?.version ?? 0 };
}

async function anyChange(w: World, roll: (sides: number) => number) {
  const deal = await anyDeal(w, roll);
  const until = new Date((await w.clock.now(w.db.prisma)).getTime() + (1 + roll(40)) * 86_400_000).toISOString();
  return roll(3) === 0 ? { ...deal, kind: "cancel" as const } : { ...deal, kind: "more_time" as const, until };
}

async function anyProposal(w: World, roll: (sides: number) => number) {
  const deal = await anyDeal(w, roll);
  const rows = await w.db.prisma.dealProposal.findMany({ where: { dealId: scopeOf(deal.dealId) }, orderBy: { id: "desc" }, take: 2 });
  const row = rows[roll(Math.max(1, rows.length))];
  const proposalId = publicId("proposal", row?.id ?? "00000000-0000-7000-8000-000000000000");
  return { dealId: deal.dealId, proposalId, version: row?.version ?? 0 };
}

async function anyAnswer(w: World, roll: (sides: number) => number) {
  return { ...(await anyProposal(w, roll)), answer: roll(4) === 0 ? ("decline" as const) : ("agree" as const) };
}

async function sendSome(w: World, roll: (sides: number) => number, proved: boolean): Promise<void> {
  const { data } = await listDeals(w.buyer({ clock: w.clock }), {});
  const deal = data[0];
  if (!deal || (deal.status !== "payment" && roll(3) > 0)) return;
  const amount = [PRICE, PRICE, PRICE - 7n, 7n, PRICE + 11n][roll(5)] ?? PRICE;
  await (proved ? pay : send)(w, deal.id, amount);
}

const STEPS_TO_CHOOSE: readonly Step[] = [
  (w, request) => submitOffer(w.seller({ clock: w.clock }), bid(request)),
  (w, request) => submitOffer(w.seller2({ clock: w.clock }), bid(request)),
  async (w, _request, roll) => withdrawOffer(w.seller({ clock: w.clock }), await anyOffer(w, roll)),
  async (w, _request, roll) => rejectOffer(w.buyer({ clock: w.clock }), await anyOffer(w, roll)),
  async (w, _request, roll) => acceptOffer(w.buyer({ clock: w.clock }), await anyOffer(w, roll)),
  async (w, _request, roll) => acceptOffer(w.buyer({ clock: w.clock }), await anyOffer(w, roll)),
  async (w, _request, roll) => cancelDeal((roll(2) ? w.buyer : w.seller)({ clock: w.clock }), await anyDeal(w, roll)),
  (w, _request, roll) => sendSome(w, roll, true),
  (w, _request, roll) => sendSome(w, roll, false),
  (w) => prove(w),
  (w) => w.work(),
  (w) => w.work(),
  async (w, _request, roll) => startDelivery(w.seller({ clock: w.clock }), { ...(await anyDeal(w, roll)), handover }),
  async (w, _request, roll) => startDelivery(w.seller2({ clock: w.clock }), { ...(await anyDeal(w, roll)), handover }),
  async (w, _request, roll) => markDelivered((roll(2) ? w.seller : w.seller2)({ clock: w.clock }), await anyDeal(w, roll)),
  async (w, _request, roll) => confirm(w.buyer({ clock: w.clock }), await anyDeal(w, roll)),
  async (w, _request, roll) =>
    contestDelivery(w.buyer({ clock: w.clock }), { ...(await anyDeal(w, roll)), reason: "not_received", note: "" }),
  async (w, _request, roll) => propose((roll(2) ? w.buyer : w.seller)({ clock: w.clock }), await anyChange(w, roll)),
  async (w, _request, roll) => answer((roll(2) ? w.buyer : w.seller)({ clock: w.clock }), await anyAnswer(w, roll)),
  async (w, _request, roll) => withdrawDealChange((roll(2) ? w.buyer : w.seller)({ clock: w.clock }), await anyProposal(w, roll)),
  async (w, _request, roll) => {
    w.clock.advance([1, 8, 16, 16, 60 * 24 * 15][roll(5)]! * 60_000);
    await w.tick();
  },
  async (w, _request, roll) => settlePayouts(w, (await anyDeal(w, roll)).dealId).catch(() => undefined),
];

const HELD: readonly DealStatus[] = ["processing", "delivery", "delivered", "confirming"];

async function checkMoney(w: World, dealId: string): Promise<void> {
  const { status, fee, standing } = await getDeal(w.buyer({ clock: w.clock }), { dealId });
  const money = await funds(w, dealId);
  // Whatever happened, in whatever order: what people read about it is what the books say.
  expect([standing, CLAIMS[standing](money, { price: PRICE, fee: FEE })]).toEqual([standing, true]);
  expect(fee).toBe(FEE.toString());
  const toSeller = money.releasable + money.released;
  if (HELD.includes(status)) expect([money.held, money.received, money.fees]).toEqual([PRICE, 0n, 0n]);
  if (status === "completed") expect([money.held, money.fees]).toEqual([0n, FEE]);
  // An excess goes back whatever becomes of the deal, so only what is the seller's is compared exactly.
  if (status === "completed") expect(toSeller + money.inFlight).toBe(PRICE - FEE);
  if (["cancelled", "expired", "refunded"].includes(status))
    expect([money.held, money.received, money.fees, toSeller]).toEqual([0n, 0n, 0n, 0n]);
}

async function checkLifecycles(w: World): Promise<void> {
  const request = await w.db.prisma.request.findFirstOrThrow({ where: { buyerId: w.buyer.id }, include: { offers: true } });
  const agreed = await w.db.prisma.purchase.findMany({ where: { requestId: request.id } });
  const deals = await w.db.prisma.deal.findMany({ where: { id: { in: agreed.map(({ dealId }) => dealId) } } });
  const offers = (status: string) => request.offers.filter((offer) => offer.status === status).length;
  const live = deals.filter((deal) => ["payment", ...HELD, "completed"].includes(deal.status));
  expect(live.length).toBeLessThanOrEqual(1);
  expect(request.liveOffers).toBe(offers("submitted"));
  expect(request.status === "matched").toBe(request.activeDealId !== null);
  expect(request.status === "received_offers").toBe(request.status !== "matched" && offers("submitted") > 0);
  expect(offers("accepted")).toBe(live.filter((deal) => deal.status !== "completed").length);
  expect(offers("fulfilled")).toBe(live.filter((deal) => deal.status === "completed").length);
  // Nobody is asked anything about a deal that is over, and every deal that holds money has a date.
  const held = new Set(live.filter((deal) => deal.status !== "payment" && deal.status !== "completed").map((deal) => deal.id));
  const asked = await w.db.prisma.dealProposal.findMany({ where: { status: "open", dealId: { in: deals.map(({ id }) => id) } } });
  for (const proposal of asked) expect(held).toContain(proposal.dealId);
  for (const id of held)
    expect(
      await w.db.prisma.deadline.count({ where: { subjectId: id, status: { not: "cancelled" }, purpose: { in: ["deliver", "inspect"] } } }),
    ).toBe(1);
  // A request is one deal's at a time.
  expect(agreed.filter((one) => one.live).map(({ dealId }) => dealId)).toEqual(live.map(({ id }) => id));
  if (live[0]) expect(request).toMatchObject({ status: "matched", activeDealId: live[0].id });
}

describe("a random walk", () => {
  test.each([9, 10, 13, 14])("with seed %i keeps every promise", async (seed) => {
    const w = await world(database.db);
    const roll = dice(seed);
    const request = await createRequest(w.buyer({ clock: w.clock }), { ...wish, openDays: 90 });
    const met = new Set<string>();
    for (let n = 0; n < STEPS; n += 1) {
      const step = STEPS_TO_CHOOSE[roll(STEPS_TO_CHOOSE.length)];
      await step?.(w, request, roll).catch((error: unknown) => {
        if (!isDomainError(error) || error.code === "INTERNAL_SERVER_ERROR") throw error;
        met.add(error.code);
      });
      await checkLifecycles(w);
      const { data } = await listDeals(w.buyer({ clock: w.clock }), {});
      for (const deal of data) await checkMoney(w, deal.id);
    }
    expect(met.size).toBeGreaterThan(0);
    expect(met).not.toContain("INSUFFICIENT_FUNDS");
    expect(met).not.toContain("LEDGER_KEY_CONFLICT");
  });
});
