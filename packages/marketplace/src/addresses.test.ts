/**
 * Where somebody's money goes is theirs and the staff's to read. Everything a party can read of a deal is searched for the
 * other's address, from the first bid to the last payout.
 */
import { isDomainError, publicId } from "@amanat/contracts";
import { getIntent } from "@amanat/payment";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { getRequest, listOffers, markDelivered, myOffers, myRequests, startDelivery } from "./index.ts";
import { cancelDeal, confirm, confirmDeal, dealTimeline, getDeal, listDeals } from "./engine.fixture.ts";
import { funded, handover, payIn, PAYOUT_ADDRESS, REFUND_ADDRESS, settlePayouts, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

type Deal = { dealId: string; request: { id: string } };

/** Everything one of the two can read of the deal, its stream included, as one text. Refusals are answers too. */
async function allOf(role: "buyer" | "seller", { dealId, request }: Deal): Promise<string> {
  const ctx = w[role]({ clock: w.clock });
  const deal = await getDeal(ctx, { dealId });
  const answers = await Promise.allSettled([
    Promise.resolve(deal),
    dealTimeline(ctx, { dealId }),
    listDeals(ctx, {}),
    getRequest(ctx, { requestId: request.id }),
    listOffers(ctx, { requestId: request.id }),
    myOffers(ctx, {}),
    myRequests(ctx, {}),
    getIntent(ctx, { dealId }, payIn),
    confirmDeal(ctx, { dealId, version: deal.version }),
  ]);
  const channels = [`deal:${dealId.slice(5).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`, `user:${w[role].id}`, "market"];
  const events = await w.db.prisma.event.findMany({ where: { channel: { in: channels } } });
  expect(events.length).toBeGreaterThan(3);
  const texts = answers.map((answer) => {
    if (answer.status === "fulfilled") return answer.value;
    return isDomainError(answer.reason) ? { code: answer.reason.code, stepUp: answer.reason.stepUp } : String(answer.reason);
  });
  return JSON.stringify([texts, events.map(({ payload }) => payload)]);
}

async function eachSeesTheirOwn(deal: Deal): Promise<void> {
  expect(await allOf("buyer", deal)).not.toContain(PAYOUT_ADDRESS);
  const seller = await allOf("seller", deal);
  expect(seller).not.toContain(REFUND_ADDRESS);
  expect(seller).toContain(PAYOUT_ADDRESS);
  expect(await allOf("buyer", deal)).toContain(REFUND_ADDRESS);
}

test("a deal that is paid out: neither party is ever shown the other's address", async () => {
  const deal = await funded(w);
  await eachSeesTheirOwn(deal);
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId: deal.dealId, version: deal.version, handover });
  const { version } = await markDelivered(w.seller({ clock: w.clock }), { dealId: deal.dealId, version: started.version });
  await eachSeesTheirOwn(deal);
  await confirm(w.buyer({ clock: w.clock }), { dealId: deal.dealId, version });
  await eachSeesTheirOwn(deal);
  await settlePayouts(w, deal.dealId);
  await eachSeesTheirOwn(deal);
  const staff = await getDeal(w.guard(), { dealId: deal.dealId });
  expect(staff).toMatchObject({ payoutAddress: PAYOUT_ADDRESS, destination: null, payouts: [{ destination: PAYOUT_ADDRESS }] });
});

test("a deal that is refunded: neither party is ever shown the other's address", async () => {
  const deal = await funded(w);
  await cancelDeal(w.seller({ clock: w.clock }), { dealId: deal.dealId, version: deal.version });
  await eachSeesTheirOwn(deal);
  await settlePayouts(w, deal.dealId);
  await eachSeesTheirOwn(deal);
});

test("what releases the money is bound to whose it becomes, not to an address", async () => {
  const deal = await funded(w);
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId: deal.dealId, version: deal.version, handover });
  const { version } = await markDelivered(w.seller({ clock: w.clock }), { dealId: deal.dealId, version: started.version });
  await expect(confirmDeal(w.buyer({ clock: w.clock }), { dealId: deal.dealId, version })).rejects.toMatchObject({
    code: "STEP_UP_REQUIRED",
    stepUp: { action: "deal.release", destination: publicId("user", w.seller.id) },
  });
});
