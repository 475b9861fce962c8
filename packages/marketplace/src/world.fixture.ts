import { createHmac, randomBytes } from "node:crypto";
import { chainOf, type DealStatus, publicId, type RequestView, type ScannerWebhook, uuidOf } from "@amanat/contracts";
import { appendEvents, changeSetting, type Clock, type Ctx, type Database, inTransaction, newId } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import {
  fundsIn,
  type IntakeRail,
  NO_SCREENING,
  openIntent,
  type PayInPorts,
  processInbox,
  railsOf,
  readProviders,
  receiveWebhook,
  recheckOrphans,
  proveTransfers,
} from "@amanat/payment";
import { type Cast, cast, deliverAll, type TestClock, testClock } from "@amanat/testing";
import { expect } from "vitest";
import { CONSUMERS, getDeal, runDueDeadline } from "./engine.fixture.ts";
import * as marketplace from "./index.ts";
import { createRequest, listOffers } from "./index.ts";
import { proving, reorganised } from "./verifiers.fixture.ts";

/** A small world around the marketplace: the cast, one token on each of two chains, which prove what they are told, a worker. */

export const CHAIN = "eip155:31337";
export const TOKEN = `0x${"a1".repeat(20)}`;
export const ASSET = `${CHAIN}/erc20:${TOKEN}`;
export const OTHER_CHAIN = "eip155:31338";
export const OTHER_ASSET = `${OTHER_CHAIN}/erc20:${TOKEN}`;
export const PRICE = 1_250_000_000n;
/** Set in every world, so that payment's default may change. */
const FEE_BPS = 250;
export const FEE = (PRICE * BigInt(FEE_BPS)) / 10_000n;
export const ESCROW = `0x${"e5".repeat(20)}`;
export const PROXY = `0x${"b2".repeat(20)}`;
const SECRET = "a secret of this test, and long enough";

function hex(bytes: number): string {
  return `0x${randomBytes(bytes).toString("hex")}`;
}

const chains = [
  { chain: CHAIN, name: "Test" },
  { chain: OTHER_CHAIN, name: "Other" },
].map((named) => ({
  ...named,
  confirmations: 3,
  reorgDepth: 64,
  requireFinalized: true,
  escrowWallet: ESCROW,
  proxy: PROXY,
  explorer: null,
}));
const settings = readProviders({ AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: SECRET });
export const payIn: PayInPorts = {
  providers: settings,
  rails: railsOf(
    chains.map((chain) => ({
      chain,
      addresses: { addressAt: (index: number) => ({ address: `0x${index.toString(16).padStart(40, "d")}`, path: `0/${index}` }) },
      references: { next: () => ({ reference: hex(8), hash: hex(32) }) },
      paymentUri: ({ to }: { to: string }) => to,
    })),
  ),
};
const intakes: readonly IntakeRail[] = chains.map((chain) => ({
  chain,
  watchers: [{ watch: () => Promise.resolve() }],
  verifier: proving,
  screener: NO_SCREENING,
}));

export const submitOffer = (ctx: Ctx, input: Parameters<typeof marketplace.submitOffer>[1]) => marketplace.submitOffer(ctx, input, payIn);
export const acceptOffer = (ctx: Ctx, input: Parameters<typeof marketplace.acceptOffer>[1]) => marketplace.acceptOffer(ctx, input, payIn);

export type World = Cast & {
  db: Database;
  clock: TestClock;
  /** Consumes the outbox as the worker does, until nothing is left. */
  work(): Promise<void>;
  /** Fires what is due by the world's clock. */
  tick(): Promise<void>;
};

export async function world(db: Database): Promise<World> {
  await db.prisma.asset.createMany({
    data: [
      { id: ASSET, chain: CHAIN, chainName: "Test", token: TOKEN, symbol: "USDC", name: "USD Coin", decimals: 6 },
      { id: OTHER_ASSET, chain: OTHER_CHAIN, chainName: "Other", token: TOKEN, symbol: "USDC", name: "USD Coin", decimals: 6 },
    ],
    skipDuplicates: true,
  });
  const people = await cast(db);
  await inTransaction(people.system(), (tx) => changeSetting(tx, { key: "payment.feeBps" }, FEE_BPS));
  // Single units go back at once here; what is worth sending is payment's business.
  const floors = { tenantId: people.system().actor.tenantId, key: "payment.floors" };
  const value = { nativeCents: "1", gasPrice: "0" };
  await db.prisma.setting.upsert({ where: { tenantId_key: floors }, create: { ...floors, value }, update: { value } });
  const clock = testClock();
  const system = () => people.system({ clock });
  return { ...people, db, clock, work: () => deliverAll(system(), CONSUMERS), tick: () => fireDue(system()) };
}

async function fireDue(ctx: Ctx): Promise<void> {
  const at = await ctx.clock.now(ctx.db.prisma);
  const due = await ctx.db.prisma.deadline.findMany({
    where: { status: "pending", pausedAt: null, dueAt: { lte: at } },
    orderBy: { dueAt: "asc" },
  });
  for (const deadline of due) await runDueDeadline(ctx, deadline);
}

export const wish = {
  title: "Refurbished laptop, 16 GB",
  description: "A refurbished laptop in good condition, with a warranty.",
  productType: "physical_product",
  category: "electronics",
  asset: ASSET,
  budgetMin: "1000000000",
  budgetMax: "2000000000",
  delivery: { mode: "physical", country: "IR", city: "Shiraz", address: "Zand 1", postalCode: "71345" },
} as const;

export const PAYOUT_ADDRESS = `0x${"f6".repeat(20)}`;
export const REFUND_ADDRESS = `0x${"17".repeat(20)}`;

export function bid(request: Pick<RequestView, "id">, price: bigint = PRICE) {
  return { requestId: request.id, price: price.toString(), deliveryDays: 3, notes: "Packed well", payoutAddress: PAYOUT_ADDRESS };
}

export const handover = { kind: "parcel", carrier: "Post", tracking: "RR123456789" } as const;

/** A request with one offer on it, both at the world's time. */
export async function listed(w: World) {
  const request = await createRequest(w.buyer({ clock: w.clock }), wish);
  const offer = await submitOffer(w.seller({ clock: w.clock }), bid(request));
  return { request, offer };
}

/** A deal in `payment`. */
export async function agreed(w: World) {
  const { request, offer } = await listed(w);
  const { dealId, version } = await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
  return { request, offer, dealId, version };
}

/** A deal whose price is held: `processing`. */
export async function funded(w: World) {
  const deal = await agreed(w);
  await pay(w, deal.dealId, PRICE);
  await w.work();
  return { ...deal, version: (await getDeal(w.buyer(), { dealId: deal.dealId })).version };
}

/** The buyer names a refund address and sends money; the scanner reports it. Nothing is credited yet. */
export async function send(
  w: World,
  dealId: string,
  amount: bigint,
  event: ScannerWebhook["event"] = "payment.detected",
  hashes = { txHash: hex(32), blockHash: hex(32) },
) {
  const { id } = await w.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope: scopeOf(dealId) } });
  return sendFor(w, { intentId: id, payer: w.buyer({ clock: w.clock }), amount }, event, hashes);
}

/** As `send`, for one of several who pay, and in any token. */
export async function sendFor(
  w: World,
  { intentId: id, payer, amount, token = TOKEN }: { intentId: string; payer: Ctx; amount: bigint; token?: string },
  event: ScannerWebhook["event"] = "payment.detected",
  hashes = { txHash: hex(32), blockHash: hex(32) },
) {
  const intentId = publicId("intent", id);
  const found = await w.db.prisma.paymentIntent.findUniqueOrThrow({ where: { id } });
  if (found.depositAddress === null) await openIntent(payer, { intentId, refundAddress: REFUND_ADDRESS }, payIn);
  const intent = await w.db.prisma.paymentIntent.findUniqueOrThrow({ where: { id } });
  const report: ScannerWebhook = {
    event,
    targetId: intentId,
    transfer: {
      chain: chainOf(intent.assetId),
      blockNumber: 7,
      ...hashes,
      logIndex: 0,
      token,
      from: `0x${"c3".repeat(20)}`,
      to: intent.depositAddress ?? "",
      amount: amount.toString(),
      via: "deposit",
      referenceHash: null,
    },
    confirmations: 1,
    finalized: false,
    at: new Date().toISOString(),
  };
  await deliver(w, report);
  return hashes;
}

async function deliver(w: World, report: ScannerWebhook): Promise<void> {
  const body = Buffer.from(JSON.stringify(report));
  const ctx = w.system({ clock: w.clock });
  const timestamp = String(Math.floor((await w.clock.now(w.db.prisma)).getTime() / 1000));
  const delivery = newId();
  const signature = createHmac("sha256", SECRET).update(`${timestamp}.${delivery}.`).update(body).digest("hex");
  const headers = { "x-amn-delivery": delivery, "x-amn-timestamp": timestamp, "x-amn-signature": signature };
  expect(await receiveWebhook(ctx, "amn.scanner", { raw: body, headers }, settings)).toMatchObject({ outcome: "stored" });
  await processInbox(ctx, { rails: railsOf(intakes) });
}

/** The chains prove whatever was reported. */
export async function prove(w: World): Promise<void> {
  for (const intake of intakes) await proveTransfers(w.system({ clock: w.clock }), intake);
}

/** The chains have nothing any more of what somebody said is gone. */
export async function takeBack(w: World): Promise<void> {
  for (const intake of intakes) await recheckOrphans(w.system({ clock: w.clock }), { ...intake, verifier: reorganised });
}

export async function pay(w: World, dealId: string, amount: bigint): Promise<void> {
  await send(w, dealId, amount);
  await prove(w);
}

/** Plays payment's last part: every payout of the deal is paid out on chain and says so. */
export async function settlePayouts(w: World, dealId: string): Promise<void> {
  const scope = scopeOf(dealId);
  const payouts = await w.db.prisma.payout.findMany({ where: { scope, status: "pending_approval" } });
  for (const payout of payouts) {
    await inTransaction(w.system({ clock: w.clock }), async (tx) => {
      const from = {
        kind: payout.kind === "release" ? "releasable" : "refundable",
        scope,
        party: payout.partyId ?? "",
        asset: ASSET,
      } as const;
      const flying = { kind: "payout_in_flight", scope, party: payout.partyId ?? "", asset: ASSET } as const;
      const legs = [
        { debit: from, credit: flying, amount: payout.amount, code: "payout_start" },
        {
          debit: flying,
          credit: { kind: "custody", party: ESCROW, asset: ASSET },
          amount: payout.amount,
          code: "payout_settle",
          chainRef: `${CHAIN}:${hex(32)}:0`,
        },
      ] as const;
      await post(tx, { id: journalId("test", payout.id, "settle"), legs });
      await tx.tx.payout.updateMany({ where: { id: payout.id, status: "pending_approval" }, data: { status: "settled" } });
      const payload = {
        payoutId: publicId("payout", payout.id),
        dealId,
        kind: payout.kind,
        status: "settled" as const,
        amount: payout.amount.toString(),
        txHash: hex(32),
      };
      await appendEvents(tx, [
        { type: "payout.settled.v1", subjectId: payout.id, payload, channels: [`deal:${scope}`], actorRole: "system" },
      ]);
    });
  }
  await w.work();
}

export function scopeOf(dealId: string): string {
  const id = uuidOf("deal", dealId);
  if (id === null) throw new Error(`not a deal: ${dealId}`);
  return id;
}

/** The deal's money, after checking that its equation holds. */
export async function funds(w: World, dealId: string) {
  const all = await fundsIn(w.system(), scopeOf(dealId), ASSET);
  expect(all.balanced).toBe(true);
  return all;
}

export async function statusOf(w: World, dealId: string): Promise<DealStatus> {
  return (await getDeal(w.buyer({ clock: w.clock }), { dealId })).status;
}

export async function offerNow(w: World, request: RequestView, offerId: string) {
  const { data } = await listOffers(w.buyer({ clock: w.clock }), { requestId: request.id });
  const offer = data.find((one) => one.id === offerId);
  if (!offer) throw new Error("the offer is gone");
  return offer;
}

/** The same person at the world's time, with an Idempotency-Key. */
export function keyed(clock: Clock) {
  return { clock, idempotencyKey: `key-${newId()}` };
}
