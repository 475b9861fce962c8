import { uuidOf } from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { createRequest } from "./index.ts";
import { acceptOffer, agreed, bid, ESCROW, listed, PROXY, send, submitOffer, TOKEN, type World, wish, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

const nobody = `0x${"0".repeat(40)}`;
const mistyped = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/** Where a buyer of another deal was told to pay. */
async function anyDeposit(): Promise<string> {
  const { dealId } = await agreed(w);
  await send(w, dealId, 1n);
  const intent = await w.db.prisma.paymentIntent.findFirstOrThrow({
    where: { depositAddress: { not: null } },
    orderBy: { createdAt: "desc" },
  });
  return intent.depositAddress ?? "";
}

test("a seller names an address of their own: a mistyped one, nobody's and ours are refused, each by its name", async () => {
  const request = await createRequest(w.buyer({ clock: w.clock }), wish);
  const refused = [
    [ESCROW, "address_ours"],
    [PROXY, "address_ours"],
    [TOKEN, "address_ours"],
    [await anyDeposit(), "address_ours"],
    [nobody, "address_nobody"],
    [mistyped, "address_checksum"],
  ] as const;
  for (const [payoutAddress, code] of refused)
    await expect(submitOffer(w.seller({ clock: w.clock }), { ...bid(request), payoutAddress })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "payoutAddress", code }],
    });
  const offer = await submitOffer(w.seller({ clock: w.clock }), { ...bid(request), payoutAddress: mistyped.replace("5AA", "5aA") });
  expect(offer.payoutAddress).toBe(mistyped.toLowerCase());
});

test("an offer from before the rule, at whose address nobody can be paid, cannot be accepted", async () => {
  const { offer } = await listed(w);
  for (const payoutAddress of [ESCROW, nobody]) {
    await w.db.prisma.offer.update({ where: { id: uuidOf("offer", offer.id) ?? "" }, data: { payoutAddress } });
    await expect(acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version })).rejects.toMatchObject({
      code: "OFFER_EXPIRED",
    });
  }
});
