import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { createRequest, getRequest, markDelivered, startDelivery } from "./index.ts";
import { cancelDeal, confirm, dealTimeline, getDeal } from "./engine.fixture.ts";
import {
  acceptOffer,
  agreed,
  bid,
  FEE,
  funded,
  funds,
  handover,
  offerNow,
  pay,
  PAYOUT_ADDRESS,
  PRICE,
  prove,
  REFUND_ADDRESS,
  send,
  settlePayouts,
  statusOf,
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

test("one whole deal: every step, its money, its timeline", async () => {
  const buyer = w.buyer({ clock: w.clock });
  const seller = w.seller({ clock: w.clock });
  const request = await createRequest(buyer, wish);
  expect(request).toMatchObject({ status: "active", offersCount: 0, mine: true });

  const offer = await submitOffer(seller, bid(request));
  const other = await submitOffer(w.seller2({ clock: w.clock }), bid(request, PRICE + 1n));
  expect(await getRequest(buyer, { requestId: request.id })).toMatchObject({ status: "received_offers", offersCount: 2 });
  expect(offer).toMatchObject({
    feeBps: 250,
    fee: FEE.toString(),
    sellerReceives: (PRICE - FEE).toString(),
    payoutAddress: PAYOUT_ADDRESS,
  });

  const { dealId } = await acceptOffer(buyer, { offerId: offer.id, version: offer.version });
  expect(await getDeal(buyer, { dealId })).toMatchObject({
    status: "payment",
    myRole: "buyer",
    payoutAddress: null,
    next: { action: "pay", who: "buyer", consequence: "deal_expires" },
  });
  expect(await getRequest(buyer, { requestId: request.id })).toMatchObject({ status: "payment", activeDealId: dealId });
  expect(await offerNow(w, request, other.id)).toMatchObject({ status: "submitted" });

  await send(w, dealId, PRICE);
  await w.work();
  expect(await getDeal(buyer, { dealId })).toMatchObject({
    status: "payment",
    next: { action: "await_confirmations", who: "system", dueAt: null },
  });
  expect(await funds(w, dealId)).toMatchObject({ funded: 0n, held: 0n });

  await prove(w);
  await w.work();
  expect(await funds(w, dealId)).toMatchObject({ funded: PRICE, held: PRICE, received: 0n });
  expect(await offerNow(w, request, other.id)).toMatchObject({ status: "superseded" });
  const paid = await getDeal(seller, { dealId });
  expect(paid).toMatchObject({
    status: "processing",
    myRole: "seller",
    payoutAddress: PAYOUT_ADDRESS,
    delivery: { address: "Zand 1" },
    next: { action: "start_delivery", who: "seller" },
  });

  const started = await startDelivery(seller, { dealId, version: paid.version, handover });
  const delivered = await markDelivered(seller, { dealId, version: started.version, note: "left with the neighbour" });
  expect(delivered.status).toBe("delivered");
  await w.work();
  const inspecting = await getDeal(buyer, { dealId });
  expect(inspecting).toMatchObject({
    status: "confirming",
    handover: { note: "left with the neighbour" },
    next: { action: "inspect", who: "buyer", consequence: "auto_release" },
  });
  expect(await funds(w, dealId)).toMatchObject({ held: PRICE });

  const done = await confirm(buyer, { dealId, version: inspecting.version });
  expect(done.status).toBe("completed");
  expect(await funds(w, dealId)).toMatchObject({ held: 0n, releasable: PRICE - FEE, fees: FEE });
  const completed = await getDeal(buyer, { dealId });
  expect(completed).toMatchObject({
    next: { action: "approve_payout", who: "admin" },
    buyer: { completedDeals: 1 },
    seller: { completedDeals: 1 },
  });
  expect(completed.payouts).toMatchObject([
    { kind: "release", status: "pending_approval", amount: (PRICE - FEE).toString(), destination: null },
  ]);
  expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "fulfilled" });

  await settlePayouts(w, dealId);
  expect(await funds(w, dealId)).toMatchObject({ funded: PRICE, releasable: 0n, inFlight: 0n, released: PRICE - FEE, fees: FEE });
  expect(await getDeal(buyer, { dealId })).toMatchObject({ status: "completed", next: { action: "none", who: "nobody" } });

  const { entries, head } = await dealTimeline(buyer, { dealId });
  const seqs = entries.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  expect(head).toBe(seqs.at(-1));
  const told = entries.filter((entry) => entry.type.startsWith("deal.")).map((entry) => [entry.type, entry.actor.role]);
  expect(told).toEqual([
    ["deal.created.v1", "buyer"],
    ["deal.funded.v1", "system"],
    ["deal.delivery_started.v1", "seller"],
    ["deal.delivered.v1", "seller"],
    ["deal.inspection_started.v1", "system"],
    ["deal.completed.v1", "buyer"],
  ]);
  expect(entries.filter(({ type }) => type.startsWith("payout.")).map(({ type, actor }) => [type, actor.kind, actor.role])).toEqual([
    ["payout.drafted.v1", "system", "system"],
    ["payout.settled.v1", "system", "system"],
  ]);
  expect(entries.findIndex(({ type }) => type === "deal.completed.v1")).toBeLessThan(
    entries.findIndex(({ type }) => type === "payout.drafted.v1"),
  );
});

test("a part of the price stops the clock for a while, the rest completes it", async () => {
  const { dealId } = await agreed(w);
  await pay(w, dealId, PRICE - 1n);
  await w.work();
  w.clock.advance(16 * 60_000);
  await w.tick();
  expect(await getDeal(w.buyer(), { dealId })).toMatchObject({ status: "payment", next: { action: "pay", dueAt: expect.any(String) } });
  expect(await funds(w, dealId)).toMatchObject({ received: PRICE - 1n, funded: 0n });
  await pay(w, dealId, 1n);
  await w.work();
  expect(await statusOf(w, dealId)).toBe("processing");
  expect(await funds(w, dealId)).toMatchObject({ received: 0n, held: PRICE });
});

test("too much: the price is held, the rest goes back, the deal goes on", async () => {
  const { dealId } = await agreed(w);
  await pay(w, dealId, PRICE + 5n);
  await w.work();
  expect(await funds(w, dealId)).toMatchObject({ held: PRICE, refundable: 5n });
  await settlePayouts(w, dealId);
  expect(await statusOf(w, dealId)).toBe("processing");
  expect(await funds(w, dealId)).toMatchObject({ held: PRICE, refundable: 0n, refunded: 5n });
});

test("the seller steps back after payment: everything goes back, and the deal says so once it did", async () => {
  const { dealId, version, request, offer } = await funded(w);
  const cancelled = await cancelDeal(w.seller({ clock: w.clock }), { dealId, version });
  expect(cancelled.status).toBe("cancelled");
  expect(await funds(w, dealId)).toMatchObject({ held: 0n, refundable: PRICE });
  expect(await getDeal(w.buyer(), { dealId })).toMatchObject({
    next: { action: "await_refund", who: "admin" },
    payouts: [{ kind: "refund", destination: REFUND_ADDRESS }],
  });
  expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "cancelled", activeDealId: dealId });
  expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "withdrawn" });
  const told = (await dealTimeline(w.buyer(), { dealId })).entries.slice(-2).map(({ type, actor }) => [type, actor.name, actor.role]);
  expect(told).toEqual([
    ["deal.cancelled.v1", (await getDeal(w.buyer(), { dealId })).seller.name, "seller"],
    ["payout.drafted.v1", "Amanat", "system"],
  ]);
  await settlePayouts(w, dealId);
  expect(await statusOf(w, dealId)).toBe("refunded");
  expect(await funds(w, dealId)).toMatchObject({ refundable: 0n, refunded: PRICE });
});

test("the buyer steps back with a part paid: the part goes back, the request is open again", async () => {
  const { dealId, request, offer, version } = await agreed(w);
  await pay(w, dealId, 1_000n);
  await w.work();
  await cancelDeal(w.buyer({ clock: w.clock }), { dealId, version });
  expect(await funds(w, dealId)).toMatchObject({ received: 0n, refundable: 1_000n });
  expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "active", activeDealId: null, offersCount: 0 });
  expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "rejected" });
  await settlePayouts(w, dealId);
  expect(await statusOf(w, dealId)).toBe("refunded");
});

test("the seller steps back before payment, may bid again and be accepted again", async () => {
  const { dealId, request, offer, version } = await agreed(w);
  await cancelDeal(w.seller({ clock: w.clock }), { dealId, version });
  expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "withdrawn" });
  const second = await submitOffer(w.seller({ clock: w.clock }), bid(request));
  const again = await acceptOffer(w.buyer({ clock: w.clock }), { offerId: second.id, version: second.version });
  expect(again.dealId).not.toBe(dealId);
});

test("money that comes after a cancellation goes back", async () => {
  const { dealId, version } = await agreed(w);
  await send(w, dealId, PRICE);
  await cancelDeal(w.buyer({ clock: w.clock }), { dealId, version });
  await prove(w);
  await w.work();
  expect(await funds(w, dealId)).toMatchObject({ received: 0n, held: 0n, refundable: PRICE });
  await settlePayouts(w, dealId);
  expect(await statusOf(w, dealId)).toBe("refunded");
  expect(await funds(w, dealId)).toMatchObject({ refunded: PRICE });
});

test("credited but not yet seen by the deal: nobody can cancel it as unpaid", async () => {
  const { dealId, version } = await agreed(w);
  await pay(w, dealId, PRICE);
  await expect(cancelDeal(w.buyer(), { dealId, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
  await w.work();
  expect(await statusOf(w, dealId)).toBe("processing");
});
