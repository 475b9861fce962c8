import { publicId, uuidOf } from "@amanat/contracts";
import { appendEvents, inTransaction } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { createRequest } from "./index.ts";
import { acceptOffer, agreed, bid, listed, statusOf, submitOffer, wish, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

/** What auth does when a ban is ruled, as the market hears of it. */
async function restricted(id: string): Promise<void> {
  await inTransaction(w.system(), async (tx) => {
    await tx.tx.$executeRaw`UPDATE "User" SET "standing" = 'restricted' WHERE "id" = ${id}::uuid`;
    const payload = { userId: publicId("user", id), cause: "ruling:1" };
    await appendEvents(tx, [{ type: "user.restricted.v1", subjectId: id, payload, channels: [`user:${id}`], actorRole: "system" }]);
  });
  await w.work();
  await w.tick();
}
const offerStatus = async (id: string) =>
  (await database.db.prisma.offer.findUniqueOrThrow({ where: { id: uuidOf("offer", id) ?? "" } })).status;
const requestRow = (id: string) => database.db.prisma.request.findUniqueOrThrow({ where: { id: uuidOf("request", id) ?? "" } });

test("a ban ends the seller's standing offers at once, and the request is open without them", async () => {
  const { request, offer } = await listed(w);
  await restricted(w.seller.id);
  expect(await offerStatus(offer.id)).toBe("withdrawn");
  expect(await requestRow(request.id)).toMatchObject({ status: "active", liveOffers: 0 });
});

test("a ban ends the buyer's open requests, with the offers on them", async () => {
  const { request, offer } = await listed(w);
  await restricted(w.buyer.id);
  expect(await requestRow(request.id)).toMatchObject({ status: "cancelled", liveOffers: 0 });
  expect(await offerStatus(offer.id)).toBe("rejected");
});

test("more than one pass has is ended by the passes after it", async () => {
  for (let n = 0; n < 23; n += 1) await createRequest(w.buyer({ clock: w.clock }), wish);
  await restricted(w.buyer.id);
  await w.tick();
  expect(await database.db.prisma.request.count({ where: { buyerId: w.buyer.id, status: { not: "cancelled" } } })).toBe(0);
});

test("what was being posted while the ban was ruled is ended a moment later", async () => {
  const request = await createRequest(w.buyer({ clock: w.clock }), wish);
  await restricted(w.seller.id);
  const late = await submitOffer(w.seller({ clock: w.clock }), bid(request));
  w.clock.advance(90_000);
  await w.tick();
  expect(await offerStatus(late.id)).toBe("withdrawn");
});

test("a deal that runs goes on", async () => {
  const { dealId } = await agreed(w);
  await restricted(w.seller.id);
  expect(await statusOf(w, dealId)).toBe("payment");
});

test("no deal begins with somebody who is restricted, whatever the market still shows", async () => {
  const { offer } = await listed(w);
  const seller = { id: w.seller.id, standing: "restricted" };
  await database.db.prisma.$executeRaw`UPDATE "User" SET "standing" = ${seller.standing} WHERE "id" = ${seller.id}::uuid`;
  const accept = () => acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
  await expect(accept()).rejects.toMatchObject({ code: "INVALID_STATE" });
  await database.db.prisma.$executeRaw`UPDATE "User" SET "standing" = 'active' WHERE "id" = ${seller.id}::uuid`;
  await database.db.prisma.$executeRaw`UPDATE "User" SET "standing" = 'restricted' WHERE "id" = ${w.buyer.id}::uuid`;
  await expect(accept()).rejects.toMatchObject({ code: "ACCOUNT_RESTRICTED" });
});
