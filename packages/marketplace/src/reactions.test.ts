import { publicId } from "@amanat/contracts";
import { inTransaction } from "@amanat/db";
import { expectRefused, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { markDelivered, startDelivery, startInspection } from "./index.ts";
import { confirm, getDeal, react, type Told } from "./engine.fixture.ts";
import { agreed, funded, funds, handover, PRICE, scopeOf, send, statusOf, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

/** Every event of a deal that the worker has delivered, in order. */
function delivered(dealId: string): Promise<Told[]> {
  return database.db.prisma.event.findMany({ where: { channel: `deal:${scopeOf(dealId)}`, reacts: true }, orderBy: { seq: "asc" } });
}

async function again(events: readonly Told[]): Promise<void> {
  for (const event of events) await inTransaction(w.system({ clock: w.clock }), (tx) => react(tx, event));
}

test("delivered twice, every event has its effect once", async () => {
  const { dealId, version } = await funded(w);
  await again(await delivered(dealId));
  expect(await getDeal(w.buyer(), { dealId })).toMatchObject({ status: "processing", version });
  expect(await funds(w, dealId)).toMatchObject({ funded: PRICE, held: PRICE });

  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  await markDelivered(w.seller({ clock: w.clock }), { dealId, version: started.version });
  await w.work();
  const inspecting = await getDeal(w.buyer(), { dealId });
  await again(await delivered(dealId));
  expect(await getDeal(w.buyer(), { dealId })).toEqual(inspecting);
});

test("a buyer who confirms before the inspection began is not undone by it", async () => {
  const { dealId, version } = await funded(w);
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  const marked = await markDelivered(w.seller({ clock: w.clock }), { dealId, version: started.version });
  await confirm(w.buyer({ clock: w.clock }), marked);
  await w.work();
  expect(await statusOf(w, dealId)).toBe("completed");
});

test("a buyer who decided before the inspection began by itself is not refused for it", async () => {
  const { dealId, version } = await funded(w);
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId, version, handover });
  const marked = await markDelivered(w.seller({ clock: w.clock }), { dealId, version: started.version });
  await w.work();
  expect(await statusOf(w, dealId)).toBe("confirming");
  expect(await confirm(w.buyer({ clock: w.clock }), marked)).toMatchObject({ status: "completed" });
});

test("reactions are the system's alone, and know their deal", async () => {
  const { dealId } = await agreed(w);
  await send(w, dealId, PRICE);
  const events = await database.db.prisma.event.findMany({ where: { channel: `deal:${scopeOf(dealId)}`, type: "payment.detected.v1" } });
  const [detected] = events;
  if (!detected) throw new Error("nothing was detected");
  await expectRefused(w, (ctx) => inTransaction(ctx, (tx) => react(tx, detected)), { FORBIDDEN: ["buyer", "admin"] });
  await expect(inTransaction(w.buyer(), (tx) => startInspection(tx, { dealId: scopeOf(dealId) }))).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const missing = { dealId: scopeOf(publicId("deal", "00000000-0000-7000-8000-000000000000")) };
  await expect(inTransaction(w.system(), (tx) => startInspection(tx, missing))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await inTransaction(w.system(), (tx) => react(tx, { type: "session.revoked.v1", subjectId: missing.dealId, payload: {} }));
});
