import { createHmac, randomUUID } from "node:crypto";
import { type IntentView, publicId, type ScannerWebhook, uuidOf, payWayOf } from "@amanat/contracts";
import { type Ctx, type Database, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { custody } from "@amanat/ledger";
import { type Cast, cast, proved } from "@amanat/testing";
import * as payment from "../index.ts";
import { seedBooks } from "./first-books.ts";
import { ESCROW, OTHER_TOKEN, type Place, SmallChain, TOKEN } from "./small-chain.ts";
import { smallRail } from "./small-rail.ts";

const SECRET = "a secret of the tests' webhooks, long enough";
export const OTHER_SECRET = "a secret of another provider's webhooks";
export const SETTINGS = payment.readProviders({
  AMN_SCANNER_URL: "http://127.0.0.1:1",
  AMN_SCANNER_WEBHOOK_SECRET: SECRET,
  REQUEST_NETWORK_WEBHOOK_SECRET: OTHER_SECRET,
});
export const REFUND_TO = `0x${"bb".repeat(20)}`;
export const PAID_TO = `0x${"cc".repeat(20)}`;
export const PRICE = 1_000_000n;

/** People, an asset, a chain, and ports over it: everything a payment test plays on. */
export type Stage = Awaited<ReturnType<typeof setStage>>["second"];

/**
 * The stage of a test. Beside its chain stands a second one, which a test may play on as well: `second` is the same stage there.
 *
 * The two have the same wallet, deposit addresses and token addresses, and nothing else in common: what tells them apart by an address
 * alone is found out. The second comes first in the list of rails, and has no contract to pay through.
 */
export async function setStage(db: Database) {
  const people: Cast = await cast(db);
  const chains = {
    first: smallRail(new SmallChain(), { name: "Local", proxied: true }),
    second: smallRail(new SmallChain({ confirmations: 6, gasPrice: 70n }), { name: "Second", proxied: false }),
  };
  const rails = payment.railsOf([chains.second.rail, chains.first.rail]);
  const ports: payment.IntakePorts = { rails };
  const payIn: payment.PayInPorts = { rails, providers: SETTINGS };
  await setFloors(db, {});
  const common = { db, people, ports, payIn, system: () => people.system() };
  const second = { ...chains.second, ...common, ...(await seedBooks(people, db, chains.second.chain, 18)) };
  return { ...chains.first, ...common, ...(await seedBooks(people, db, chains.first.chain)), second };
}

/** From what amounts on money moves by itself; nothing costs anything, where a test names no minimum. */
export async function setFloors(
  db: Database,
  minimum: Record<string, string>,
  chains: Record<string, { nativeCents?: string; gasPrice?: string }> = {},
): Promise<void> {
  const value = { nativeCents: "1", gasPrice: "0", minimum, chains };
  const setting = { tenantId: TENANT_ID, key: "payment.floors" };
  await db.prisma.setting.upsert({ where: { tenantId_key: setting }, create: { ...setting, value }, update: { value } });
}

/** An intent of the buyer, not opened yet. Answers the deal's id. */
export async function newDeal(
  stage: Stage,
  amount = PRICE,
  expiresAt = new Date(Date.now() + 900_000),
): Promise<{ scope: string; dealId: string }> {
  const scope = newId();
  const { buyer, seller } = stage.people;
  const title = "A camera";
  await inTransaction(stage.system(), async (tx) => {
    await payment.openEscrow(tx, {
      scope,
      title,
      parties: [buyer.id, seller.id],
      payees: [{ partyId: seller.id, chain: stage.chain.id, address: PAID_TO }],
    });
    await payment.createIntent(tx, { parts: [{ scope, tranche: 1, amount }], payerId: buyer.id, title, assetId: stage.asset, expiresAt });
  });
  return { scope, dealId: publicId("deal", scope) };
}

/** A deal whose buyer sees where to pay. */
export async function payable(
  stage: Stage,
  amount = PRICE,
): Promise<{ scope: string; dealId: string; intent: IntentView; deposit: string }> {
  const deal = await newDeal(stage, amount);
  await payment.openIntent(stage.people.buyer(), { dealId: deal.dealId, refundAddress: REFUND_TO }, stage.payIn);
  await payment.watchIntents(stage.system(), stage.rail);
  const intent = await payment.getIntent(stage.people.buyer(), { dealId: deal.dealId }, stage.payIn);
  const transfer = intent.pay === null ? null : payWayOf(intent.pay, "transfer");
  if (transfer === null) throw new Error("nowhere to pay");
  return { ...deal, intent, deposit: transfer.to };
}

/** The scanner's signed webhook about a payment; answers what the front door answers. */
export function report(
  stage: Stage,
  intentId: string,
  place: Place,
  change: { event?: ScannerWebhook["event"]; transfer?: Partial<ScannerWebhook["transfer"]>; delivery?: string } = {},
): Promise<payment.WebhookAnswer> {
  const log = stage.chain.mined.get(place.txHash)?.transfers[0];
  const body: ScannerWebhook = {
    event: change.event ?? "payment.detected",
    targetId: intentId,
    transfer: {
      chain: stage.chain.id,
      ...place,
      token: log?.token ?? TOKEN,
      from: log?.from ?? ESCROW,
      to: log?.to ?? ESCROW,
      amount: (log?.amount ?? 1n).toString(),
      via: "deposit",
      referenceHash: null,
      ...change.transfer,
    },
    confirmations: 1,
    finalized: false,
    at: new Date().toISOString(),
  };
  return deliver(stage.system(), JSON.stringify(body), change.delivery === undefined ? {} : { delivery: change.delivery });
}

/** The scanner's word on every log of one transaction, each to its own target. */
export async function reportAll(
  stage: Stage,
  place: Omit<Place, "logIndex">,
  targetOf: (to: string) => string,
  change: Partial<ScannerWebhook> = {},
): Promise<void> {
  for (const log of stage.chain.mined.get(place.txHash)?.transfers ?? []) {
    const transfer = {
      chain: stage.chain.id,
      ...place,
      ...log,
      amount: log.amount.toString(),
      via: "deposit",
      referenceHash: null,
    } as const;
    const body: ScannerWebhook = {
      event: "payment.detected",
      targetId: targetOf(log.to),
      transfer,
      confirmations: 1,
      finalized: false,
      at: new Date().toISOString(),
      ...change,
    };
    await deliver(stage.system(), JSON.stringify(body));
  }
}

/** At rest: what lies at each of our addresses, of each asset, is what the ledger says. */
export async function expectBooksToMatchChain(stage: Stage): Promise<void> {
  const { addresses } = await custody(stage.system());
  const ours = addresses.filter(({ asset }) => asset.startsWith(`${stage.chain.id}/`));
  const said = new Map(ours.map(({ asset, address, amount }) => [`${asset} ${address}`, amount]));
  const held = new Map<string, bigint>();
  const deposits = await stage.db.prisma.paymentIntent.findMany({ where: { chain: stage.chain.id, depositAddress: { not: null } } });
  const places = [ESCROW, ...deposits.map(({ depositAddress: at }) => at ?? "")];
  for (const at of places) {
    held.set(`${stage.asset} ${at}`, stage.chain.bookOf(TOKEN).get(at) ?? 0n);
    held.set(`${stage.other} ${at}`, stage.chain.bookOf(OTHER_TOKEN).get(at) ?? 0n);
    held.set(`${stage.chain.id}/slip44:60 ${at}`, stage.chain.native.get(at) ?? 0n);
  }
  for (const [place, amount] of held)
    if (amount !== (said.get(place) ?? 0n)) throw new Error(`${place}: chain ${amount}, books ${said.get(place) ?? 0n}`);
  for (const [place, amount] of said)
    if (amount !== (held.get(place) ?? 0n)) throw new Error(`${place}: books ${amount}, chain ${held.get(place) ?? 0n}`);
}

export function deliver(
  ctx: Ctx,
  raw: string,
  change: { delivery?: string; secret?: string; ageSeconds?: number; signature?: string } = {},
): Promise<payment.WebhookAnswer> {
  const delivery = change.delivery ?? randomUUID();
  const timestamp = String(Math.floor(Date.now() / 1000) - (change.ageSeconds ?? 0));
  const signature =
    change.signature ??
    createHmac("sha256", change.secret ?? SECRET)
      .update(`${timestamp}.${delivery}.${raw}`)
      .digest("hex");
  return payment.receiveWebhook(
    ctx,
    "amn.scanner",
    { raw: Buffer.from(raw), headers: { "x-amn-timestamp": timestamp, "x-amn-delivery": delivery, "x-amn-signature": signature } },
    SETTINGS,
  );
}

/** By which a payment through the contract is told to be an intent's. */
export async function referenceHashOf(stage: Stage, scope: string): Promise<string> {
  const { referenceHash } = await stage.db.prisma.providerIntent.findFirstOrThrow({
    where: { intent: { scope }, referenceHash: { not: null } },
  });
  return referenceHash ?? "";
}

/** Everything the worker does for intake, once. */
export async function intake(stage: Stage): Promise<void> {
  await payment.processInbox(stage.system(), stage.ports);
  await payment.proveTransfers(stage.system(), stage.rail);
}

/** Everything the worker does on one chain, until nothing moves any more; the chain mines on. */
export function settle(stage: Stage, rounds = 40): Promise<void> {
  return settleAll([stage], rounds);
}

/** As `settle`, on several chains in turn. */
export async function settleAll(stages: readonly Stage[], rounds = 40): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const stage of stages) {
      await intake(stage);
      await payment.advanceSweeps(stage.system(), stage.rail);
      await payment.advancePayouts(stage.system(), stage.rail);
      await timePasses(stage);
      stage.chain.mine();
    }
  }
}

/** A lease, or the pause before something is sent again, is a wait for a clock; here it just passes. */
export async function timePasses({ db }: Pick<Stage, "db">): Promise<void> {
  const where = { leaseUntil: { not: null } };
  await db.prisma.payout.updateMany({ where, data: { leaseUntil: null } });
  await db.prisma.sweep.updateMany({ where, data: { leaseUntil: null } });
  await db.prisma.txAttempt.updateMany({ where: { status: { in: ["signed", "broadcast"] } }, data: { broadcastAt: null } });
}

/** Paid in full and held. */
export async function funded(
  stage: Stage,
  amount = PRICE,
): Promise<{ scope: string; dealId: string; intent: IntentView; deposit: string; place: Place }> {
  const deal = await payable(stage, amount);
  const place = stage.chain.pay({ to: deal.deposit, amount });
  await report(stage, deal.intent.id, place);
  stage.chain.mine(4);
  await intake(stage);
  return { ...deal, place };
}

/** A funded deal whose release (price less a fee) waits for approval. */
export async function releasable(
  stage: Stage,
  fee = 10_000n,
): Promise<{ scope: string; dealId: string; payoutId: string; id: string; amount: bigint }> {
  const { scope, dealId } = await funded(stage);
  const release = [{ partyId: stage.people.seller.id, amount: PRICE }];
  const feeBps = Number((fee * 10_000n) / PRICE);
  const [moved] = await inTransaction(stage.system(), (tx) =>
    payment.moveMoney(tx, { scope, cause: "release", divisions: [{ tranche: 1, release, feeBps }] }),
  );
  const payout = moved?.payouts[0];
  if (!payout) throw new Error("nothing was released");
  return { scope, dealId, id: payout.id, payoutId: publicId("payout", payout.id), amount: payout.amount };
}

/** A deal is paid out whole, and its fee is earned for good; a worker has noted where fees go. Answers the deal's id. */
export async function earned(stage: Stage, fee = 10_000n): Promise<{ scope: string }> {
  const { scope, payoutId } = await releasable(stage, fee);
  await approve(stage, stage.people.admin(), payoutId);
  await settle(stage, 20);
  await payment.noteCustody(stage.system(), stage.rail, { signer: "hot-key", sweepEveryMs: 0 });
  return { scope };
}

/** Everything held goes back; answers the payout's id. */
export async function refundAll(stage: Stage, scope: string, ctx: Ctx = stage.system()): Promise<string> {
  const [moved] = await inTransaction(ctx, (tx) =>
    payment.moveMoney(tx, { scope, cause: "refund", divisions: [{ tranche: 1, refund: "rest" }] }),
  );
  const payout = moved?.payouts[0];
  if (!payout) throw new Error("nothing was held");
  return payout.id;
}

/** An admin who proves to be there when asked. */
export async function approve(
  stage: Stage,
  ctx: Ctx,
  payoutId: string,
  change: Partial<{ version: number; amount: string; destination: string }> = {},
) {
  const { amount, destination } = await stage.db.prisma.payout.findUniqueOrThrow({ where: { id: uuidOf("payout", payoutId) ?? "" } });
  const input = { payoutId, version: 0, amount: amount.toString(), destination, ...change };
  return proved(ctx, (asked) => payment.approvePayout(asked, input, stage.payIn));
}
