import { type Ctx, inTransaction } from "@amanat/db";
import * as deals from "@amanat/deals";
import { fundsIn } from "@amanat/payment";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { PURCHASE } from "./index.ts";
import { ASSET, CHAIN, PAYOUT_ADDRESS, prove, sendFor, TOKEN, type World, world } from "./world.fixture.ts";

/** A deal in two assets, one of them paid by two people, with the purchase's machine and no terms of its own. */

const OTHER_TOKEN = `0x${"a2".repeat(20)}`;
const OTHER = `${CHAIN}/erc20:${OTHER_TOKEN}`;
const KIND: deals.Kind = {
  ...(PURCHASE as deals.Kind),
  lock: () => Promise.resolve({}),
  terms: (_ctx, ids) => Promise.resolve(new Map(ids.map((id) => [id, {}]))),
  effects: {},
  moneyOf: (deal) => deal.tranches.map(({ ordinal }) => ordinal),
};
const KINDS = { purchase: KIND };

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
  const token = { chain: CHAIN, chainName: "Test", token: OTHER_TOKEN, symbol: "EURC", name: "Euro Coin", decimals: 6 };
  await w.db.prisma.asset.createMany({ data: [{ id: OTHER, ...token }], skipDuplicates: true });
});

const system = () => w.system({ clock: w.clock });
const funds = (scope: string, asset: string) => fundsIn(system(), scope, asset);
const statusOf = async (id: string) => (await w.db.prisma.deal.findUniqueOrThrow({ where: { id } })).status;

async function opened() {
  const { buyer, seller, stranger } = w;
  return inTransaction(buyer({ clock: w.clock }), (tx) =>
    deals.openDeal(tx, KIND, {
      title: "A house of many parts",
      parties: [
        { userId: buyer.id, role: "buyer" },
        { userId: seller.id, role: "seller" },
      ],
      tranches: [
        {
          assetId: ASSET,
          amount: 1_000n,
          feeBps: 250,
          payeeId: seller.id,
          payers: [
            { payerId: buyer.id, amount: 400n },
            { payerId: stranger.id, amount: 600n },
          ],
        },
        { assetId: OTHER, amount: 777n, feeBps: 100, payeeId: seller.id, payers: [{ payerId: buyer.id, amount: 777n }] },
      ],
      payees: [{ partyId: seller.id, chain: CHAIN, address: PAYOUT_ADDRESS }],
    }),
  );
}
type Opened = Awaited<ReturnType<typeof opened>>;

async function pays({ intents }: Opened, payer: (more: object) => Ctx, assetId: string, amount: bigint): Promise<void> {
  const ctx = payer({ clock: w.clock });
  const mine = intents.find((one) => one.assetId === assetId && ctx.actor.kind === "user" && one.payerId === ctx.actor.userId);
  await sendFor(w, { intentId: mine?.intentId ?? "", payer: ctx, amount, token: assetId === OTHER ? OTHER_TOKEN : TOKEN });
  await prove(w);
}

/** What the worker does of payment's events, for this kind. */
async function work(scope: string): Promise<void> {
  const credited = await w.db.prisma.event.findMany({ where: { channel: `deal:${scope}`, type: "payment.credited.v1" } });
  for (const _event of credited)
    await inTransaction(system(), (tx) =>
      deals.dealReactions(KINDS)["payment.credited.v1"](tx, {
        payload: { dealId: `deal_${scope.replaceAll("-", "")}`, amount: "1" },
      } as never),
    );
}

test("everybody is asked for their own part, each in its asset, and the deal goes on once all of it is paid", async () => {
  const made = await opened();
  const { id } = made.deal;
  expect(made.intents.map(({ assetId, payerId }) => [assetId, payerId])).toEqual([
    [ASSET, w.buyer.id],
    [ASSET, w.stranger.id],
    [OTHER, w.buyer.id],
  ]);
  await pays(made, w.buyer, ASSET, 400n);
  await work(id);
  await pays(made, w.buyer, OTHER, 777n);
  await work(id);
  expect(await statusOf(id)).toBe("payment");
  await pays(made, w.stranger, ASSET, 600n);
  await work(id);
  expect(await statusOf(id)).toBe("processing");
  expect([(await funds(id, ASSET)).held, (await funds(id, OTHER)).held]).toEqual([1_000n, 777n]);
  await inTransaction(system(), async (tx) => {
    await deals.transition(tx, await deals.lockDeal(tx, id, KINDS), { on: "cancel", by: "seller" });
  });
  const back = await w.db.prisma.payout.findMany({ where: { scope: id }, orderBy: [{ assetId: "asc" }, { amount: "asc" }] });
  expect(back.map(({ partyId, assetId, amount, kind }) => [partyId, assetId, amount, kind])).toEqual([
    [w.buyer.id, ASSET, 400n, "refund"],
    [w.stranger.id, ASSET, 600n, "refund"],
    [w.buyer.id, OTHER, 777n, "refund"],
  ]);
});

test("one of them never pays: when the time is over, everybody who did has it back", async () => {
  const made = await opened();
  const { id } = made.deal;
  await pays(made, w.buyer, OTHER, 777n);
  await pays(made, w.stranger, ASSET, 600n);
  await pays(made, w.buyer, ASSET, 30n);
  await work(id);
  w.clock.advance(20 * 60_000);
  // Asked whether it may, nothing ends.
  await inTransaction(system(), async (tx) => deals.allow(tx, await deals.lockDeal(tx, id, KINDS), { on: "pay_timeout", by: "timer" }));
  const intents = await w.db.prisma.paymentIntent.findMany({ where: { parts: { some: { scope: id } } }, select: { status: true } });
  expect(intents.filter(({ status }) => status === "expired")).toEqual([]);
  await inTransaction(system(), async (tx) => {
    await deals.transition(tx, await deals.lockDeal(tx, id, KINDS), { on: "pay_timeout", by: "timer" });
  });
  expect(await statusOf(id)).toBe("expired");
  expect(await funds(id, OTHER)).toMatchObject({ held: 0n, refundable: 777n, balanced: true });
  expect(await funds(id, ASSET)).toMatchObject({ held: 0n, received: 0n, refundable: 630n, balanced: true });
});

test("shares of payers that do not come to the part are refused", async () => {
  const { buyer, seller } = w;
  const tranche = { assetId: ASSET, amount: 10n, feeBps: 0, payeeId: seller.id, payers: [{ payerId: buyer.id, amount: 9n }] };
  const tried = inTransaction(buyer(), (tx) =>
    deals.openDeal(tx, KIND, { title: "Short", parties: [{ userId: buyer.id, role: "buyer" }], tranches: [tranche], payees: [] }),
  );
  await expect(tried).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
});
