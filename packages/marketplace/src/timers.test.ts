import { publicId } from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { createRequest, getRequest, markDelivered, startDelivery } from "./index.ts";
import { confirm, getDeal, runDueDeadline } from "./engine.fixture.ts";
import { onHold } from "./held.fixture.ts";
import {
  acceptOffer,
  agreed,
  bid,
  FEE,
  funded,
  funds,
  handover,
  listed,
  offerNow,
  pay,
  PRICE,
  prove,
  scopeOf,
  send,
  settlePayouts,
  statusOf,
  submitOffer,
  wish,
  type World,
  world,
} from "./world.fixture.ts";

const database = useDatabase();
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

async function inspecting() {
  const deal = await funded(w);
  const seller = w.seller({ clock: w.clock });
  const started = await startDelivery(seller, { dealId: deal.dealId, version: deal.version, handover });
  await markDelivered(seller, { dealId: deal.dealId, version: started.version });
  await w.work();
  return deal;
}

describe("time to pay", () => {
  test("runs out after 15 minutes: the offer stands again and the request is open", async () => {
    const { dealId, request, offer } = await agreed(w);
    w.clock.advance(15 * MINUTE - 1);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    w.clock.advance(1);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({
      status: "received_offers",
      activeDealId: null,
      offersCount: 1,
    });
    const standing = await offerNow(w, request, offer.id);
    expect(standing).toMatchObject({ status: "submitted", acceptable: true, dealId: null });
    const again = await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: standing.version });
    expect(again.dealId).not.toBe(dealId);
  });

  test("an operator may set it", async () => {
    await database.db.prisma.setting.create({ data: { tenantId: w.buyer().actor.tenantId, key: "deal.payMinutes", value: 2 } });
    const { dealId } = await agreed(w);
    w.clock.advance(2 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
    await database.db.prisma.setting.deleteMany({ where: { key: "deal.payMinutes" } });
  });

  test("one unit stops it for a bounded time, once; then what was left runs on, the deal ends and the unit goes back", async () => {
    const { dealId } = await agreed(w);
    w.clock.advance(5 * MINUTE);
    await pay(w, dealId, 1n);
    await w.work();
    const seen = await getDeal(w.buyer({ clock: w.clock }), { dealId });
    expect(seen.next).toMatchObject({ action: "pay", consequence: "deal_expires" });
    const until = new Date(seen.next.dueAt ?? 0).getTime() - (await w.clock.now(database.db.prisma)).getTime();
    expect(until).toBeLessThanOrEqual(70 * MINUTE);
    expect(until).toBeGreaterThan(69 * MINUTE);
    w.clock.advance(59 * MINUTE);
    await w.tick();
    // Another coin while it stands still, and one after it ran on, renew nothing.
    await pay(w, dealId, 1n);
    await w.work();
    w.clock.advance(2 * MINUTE);
    await w.tick();
    await pay(w, dealId, 1n);
    await w.work();
    w.clock.advance(8 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    w.clock.advance(2 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
    expect(await funds(w, dealId)).toMatchObject({ received: 0n, refundable: 3n });
    await settlePayouts(w, dealId);
    expect(await statusOf(w, dealId)).toBe("refunded");
    expect(await database.db.prisma.deadline.count({ where: { subjectId: scopeOf(dealId), status: "pending" } })).toBe(0);
  });

  test("a complete price that still confirms when it runs out is waited for", async () => {
    const { dealId } = await agreed(w);
    w.clock.advance(14 * MINUTE);
    await send(w, dealId, PRICE);
    w.clock.advance(2 * MINUTE);
    await w.tick();
    w.clock.advance(2 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    await prove(w);
    await w.work();
    expect(await statusOf(w, dealId)).toBe("processing");
  });

  test("an offer whose validity ran out meanwhile ends with it", async () => {
    const request = await createRequest(w.buyer({ clock: w.clock }), wish);
    const offer = await submitOffer(w.seller({ clock: w.clock }), { ...bid(request), validHours: 1 });
    w.clock.advance(50 * MINUTE);
    const { dealId } = await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    w.clock.advance(15 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
    expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "expired" });
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "active", offersCount: 0 });
  });

  test("a request whose time ran out meanwhile expires with it, and its other offers too", async () => {
    const request = await createRequest(w.buyer({ clock: w.clock }), { ...wish, openDays: 1 });
    const offer = await submitOffer(w.seller({ clock: w.clock }), bid(request));
    const other = await submitOffer(w.seller2({ clock: w.clock }), bid(request));
    w.clock.advance(DAY - 5 * MINUTE);
    await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    w.clock.advance(15 * MINUTE);
    await w.tick();
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "expired", offersCount: 0 });
    expect(await offerNow(w, request, other.id)).toMatchObject({ status: "expired" });
    expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "expired" });
  });

  test("stands still while money is seen, and runs on when it is gone", async () => {
    const { dealId } = await agreed(w);
    w.clock.advance(10 * MINUTE);
    const hashes = await send(w, dealId, PRICE);
    await w.work();
    w.clock.advance(60 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    await send(w, dealId, PRICE, "payment.reorged", hashes);
    await w.work();
    w.clock.advance(5 * MINUTE - 1);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    w.clock.advance(1);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
  });

  test("does not end a deal whose payment the worker has not noticed yet", async () => {
    const { dealId } = await agreed(w);
    await send(w, dealId, PRICE);
    w.clock.advance(15 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("payment");
    await prove(w);
    await w.work();
    expect(await statusOf(w, dealId)).toBe("processing");
  });

  test("payment after expiry goes back, and the new deal is not touched", async () => {
    const { dealId, request, offer } = await agreed(w);
    const hashes = await send(w, dealId, PRICE);
    await send(w, dealId, PRICE, "payment.reorged", hashes);
    w.clock.advance(15 * MINUTE);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("expired");
    const again = await acceptOffer(w.buyer({ clock: w.clock }), {
      offerId: offer.id,
      version: (await offerNow(w, request, offer.id)).version,
    });
    await pay(w, dealId, PRICE);
    await w.work();
    expect(await funds(w, dealId)).toMatchObject({ held: 0n, refundable: PRICE });
    expect(await funds(w, again.dealId)).toMatchObject({ funded: 0n, received: 0n });
    expect(await statusOf(w, again.dealId)).toBe("payment");
    await settlePayouts(w, dealId);
    expect(await statusOf(w, dealId)).toBe("refunded");
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "payment", activeDealId: again.dealId });
  });
});

describe("time to inspect", () => {
  test("runs out after 14 days: completed by the timer, once", async () => {
    const { dealId } = await inspecting();
    w.clock.advance(14 * DAY - 1);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("confirming");
    w.clock.advance(1);
    await w.tick();
    await w.tick();
    expect(await getDeal(w.buyer(), { dealId })).toMatchObject({ status: "completed", payouts: [{ kind: "release" }] });
    const events = await database.db.prisma.event.findMany({ where: { channel: `deal:${scopeOf(dealId)}`, type: "deal.completed.v1" } });
    expect(events).toMatchObject([{ actorRole: "system", payload: { by: "timer" } }]);
    expect((await funds(w, dealId)).releasable).toBe(PRICE - FEE);
  });

  test("abuse 41: release by the buyer and by the timer at once: paid once", async () => {
    const { dealId } = await inspecting();
    w.clock.advance(14 * DAY);
    const { version } = await getDeal(w.buyer(), { dealId });
    const outcomes = await Promise.allSettled([
      confirm(w.buyer({ clock: w.clock }), { dealId, version }),
      runDueDeadline(w.system({ clock: w.clock }), { purpose: "inspect", subjectId: scopeOf(dealId) }),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === "rejected").every((outcome) => outcome.reason.code === "INVALID_STATE")).toBe(
      true,
    );
    expect(await getDeal(w.buyer(), { dealId })).toMatchObject({
      status: "completed",
      payouts: [{ kind: "release" }],
      buyer: { completedDeals: 1 },
    });
    expect((await funds(w, dealId)).held).toBe(0n);
  });

  test("a hold stops it, and stops the buyer too", async () => {
    const { dealId } = await inspecting();
    await onHold(w, dealId);
    const { version, next } = await getDeal(w.buyer(), { dealId });
    expect(next).toMatchObject({ dueAt: null, consequence: "none" });
    await expect(confirm(w.buyer(), { dealId, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
    w.clock.advance(30 * DAY);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("confirming");
  });
});

describe("time on the market", () => {
  test("a request expires with its offers, and disappears from strangers", async () => {
    const { request, offer } = await listed(w);
    w.clock.advance(30 * DAY);
    await w.tick();
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "expired" });
    expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "expired" });
    await expect(getRequest(w.anonymous({ clock: w.clock }), { requestId: request.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("an offer expires and leaves the request active", async () => {
    const { request, offer } = await listed(w);
    w.clock.advance(72 * 60 * MINUTE);
    await w.tick();
    expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "expired", acceptable: false });
    expect(await getRequest(w.buyer(), { requestId: request.id })).toMatchObject({ status: "active", offersCount: 0 });
    expect(await submitOffer(w.seller({ clock: w.clock }), bid(request))).toMatchObject({ status: "submitted" });
  });

  test("neither runs out while a deal lives", async () => {
    const { dealId, request, offer } = await funded(w);
    w.clock.advance(40 * DAY);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("processing");
    expect(await offerNow(w, request, offer.id)).toMatchObject({ status: "accepted" });
  });
});

test("timers and reactions are the system's alone", async () => {
  const { dealId } = await agreed(w);
  const deadline = { purpose: "pay", subjectId: scopeOf(dealId) };
  await expect(runDueDeadline(w.admin(), deadline)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(runDueDeadline(w.system(), { ...deadline, purpose: "nonsense" })).rejects.toThrow("no timer");
  await runDueDeadline(w.system({ clock: w.clock }), {
    ...deadline,
    subjectId: scopeOf(publicId("deal", "00000000-0000-7000-8000-000000000000")),
  });
  expect(await statusOf(w, dealId)).toBe("payment");
});
