import { EVENTS } from "@amanat/contracts";
import { inTransaction } from "@amanat/db";
import { dealReactions } from "@amanat/deals";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { confirm, dealTimeline, getDeal } from "./engine.fixture.ts";
import { markDelivered, PURCHASE, startDelivery } from "./index.ts";
import { agreed, funds, handover, pay, PRICE, prove, scopeOf, send, statusOf, takeBack, type World, world } from "./world.fixture.ts";

/** The chain takes back what a purchase was paid with. */

const DAY = 86_400_000;
const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

async function paidFor() {
  const { dealId } = await agreed(w);
  const hashes = await send(w, dealId, PRICE);
  await prove(w);
  await w.work();
  expect(await statusOf(w, dealId)).toBe("processing");
  return { dealId, hashes };
}

async function gone(dealId: string, hashes: Awaited<ReturnType<typeof send>>): Promise<void> {
  await send(w, dealId, PRICE, "payment.reorged", hashes);
  await takeBack(w);
  await w.work();
}

test("before the delivery begins the deal waits for the money as at first: paid again, it goes on", async () => {
  const { dealId, hashes } = await paidFor();
  await gone(dealId, hashes);
  const { status, next, onHold } = await getDeal(w.buyer({ clock: w.clock }), { dealId });
  expect({ status, onHold, action: next.action }).toEqual({ status: "payment", onHold: true, action: "pay" });
  expect(await funds(w, dealId)).toMatchObject({ held: 0n, received: 0n });
  await pay(w, dealId, PRICE);
  await w.work();
  expect(await getDeal(w.buyer({ clock: w.clock }), { dealId })).toMatchObject({ status: "processing", onHold: false });
  expect((await funds(w, dealId)).held).toBe(PRICE);
  // Told once more of the loss, late: it has been paid again, and nothing is undone.
  const { payload } = await w.db.prisma.event.findFirstOrThrow({
    where: { type: "payment.reverted.v1", channel: `deal:${scopeOf(dealId)}` },
  });
  const lost = EVENTS["payment.reverted.v1"].parse(payload);
  await inTransaction(w.system({ clock: w.clock }), (tx) =>
    dealReactions({ purchase: PURCHASE })["payment.reverted.v1"](tx, {
      type: "payment.reverted.v1",
      subjectId: scopeOf(dealId),
      payload: lost,
    }),
  );
  expect(await statusOf(w, dealId)).toBe("processing");
  const types = (await dealTimeline(w.buyer(), { dealId })).entries.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(["payment.reverted.v1", "deal.unfunded.v1"]));
});

test("not paid again within a day, it ends as unpaid", async () => {
  const { dealId, hashes } = await paidFor();
  await gone(dealId, hashes);
  w.clock.advance(DAY - 60_000);
  await w.tick();
  expect(await statusOf(w, dealId)).toBe("payment");
  w.clock.advance(2 * 60_000);
  await w.tick();
  expect(await statusOf(w, dealId)).toBe("expired");
});

test("after it began, it stands where it is: no money moves until it is whole again", async () => {
  const { dealId, hashes } = await paidFor();
  const { version } = await getDeal(w.seller(), { dealId });
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  const delivered = await markDelivered(w.seller({ clock: w.clock }), { dealId, version: started.version });
  await gone(dealId, hashes);
  expect(await getDeal(w.buyer(), { dealId })).toMatchObject({ onHold: true, holds: [{ by: "chain", amount: "0" }] });
  await expect(confirm(w.buyer({ clock: w.clock }), delivered)).rejects.toMatchObject({ code: "INVALID_STATE" });
  await pay(w, dealId, PRICE);
  await w.work();
  // What was to be paid again is paid: that date comes and changes nothing.
  w.clock.advance(DAY + 60_000);
  await w.tick();
  await confirm(w.buyer({ clock: w.clock }), { dealId, version: (await getDeal(w.buyer(), { dealId })).version });
  expect(await statusOf(w, dealId)).toBe("completed");
});

test("after it began and not paid again within a day, the deal ends, and nobody waits for anything", async () => {
  const { dealId, hashes } = await paidFor();
  const { version } = await getDeal(w.seller(), { dealId });
  await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  await gone(dealId, hashes);
  expect(await getDeal(w.buyer({ clock: w.clock }), { dealId })).toMatchObject({
    status: "delivery",
    next: { action: "pay", who: "buyer", consequence: "deal_expires" },
  });
  w.clock.advance(DAY - 60_000);
  await w.tick();
  expect(await statusOf(w, dealId)).toBe("delivery");
  w.clock.advance(2 * 60_000);
  await w.tick();
  expect(await getDeal(w.buyer({ clock: w.clock }), { dealId })).toMatchObject({
    status: "cancelled",
    onHold: false,
    next: { who: "nobody" },
  });
  expect(await funds(w, dealId)).toMatchObject({ held: 0n, disputed: 0n, refundable: 0n });
  const { entries } = await dealTimeline(w.buyer(), { dealId });
  expect(entries.find(({ type }) => type === "deal.cancelled.v1")?.data).toMatchObject({ cause: "unpaid" });
});

test("part of it paid again goes back when the day is over", async () => {
  const { dealId, hashes } = await paidFor();
  const { version } = await getDeal(w.seller(), { dealId });
  await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  await gone(dealId, hashes);
  await pay(w, dealId, PRICE / 2n);
  await w.work();
  w.clock.advance(DAY + 60_000);
  await w.tick();
  expect(await statusOf(w, dealId)).toBe("cancelled");
  expect(await funds(w, dealId)).toMatchObject({ held: 0n, received: 0n, refundable: PRICE / 2n });
});
