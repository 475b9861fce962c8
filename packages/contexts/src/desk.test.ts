import { payWayOf, publicId, type SubjectRow, uuidOf } from "@amanat/contracts";
import { type Ctx, deliverer, ensureQueue, feeder, inTransaction, owedTo, type TxCtx } from "@amanat/db";
import * as deals from "@amanat/deals";
import { backlogs, dashboard, listSubjects, searchDesk } from "@amanat/desk";
import * as disputes from "@amanat/disputes";
import { fundsOf } from "@amanat/ledger";
import { MAIL_QUEUE } from "@amanat/mail";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { proved, untilReadable, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { CONSUMERS, FEEDS } from "./composed.ts";
import { DESK } from "./desk-ports.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { KINDS } from "./kinds.ts";

/** The desk over real deals: what it shows is what the books have, once, whatever the order of its turns. */

const database = useDatabase({ jobs: true });
const PRICE = 1_250_000n;
let stage: Stage;
const reactions = deliverer(CONSUMERS);
const feed = feeder(FEEDS.find(({ name }) => name === "desk.feed") ?? expect.fail("the desk has a feed"));

beforeAll(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  stage = await setStage(database.db);
});

async function react(): Promise<void> {
  await untilReadable(stage.db);
  do await reactions(stage.system());
  while ((await owedTo(stage.system(), CONSUMERS)) > 0);
}

/** What happened is shown; two workers look at once. */
async function shown(): Promise<void> {
  await react();
  await untilReadable(stage.db);
  await Promise.all([feed(stage.system()), feed(stage.system())]);
}

async function accepted(title = "A logo for a bakery"): Promise<{ dealId: string; requestId: string }> {
  const { buyer, seller } = stage.people;
  const request = await marketplace.createRequest(buyer(), {
    title,
    description: "A logo for a bakery, as a drawing that can be printed.",
    productType: "digital_product",
    category: "design",
    asset: stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "online", channel: "By file" },
  });
  const bid = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO };
  const { id: offerId, version } = await marketplace.submitOffer(seller(), bid, stage.payIn);
  const { dealId } = await marketplace.acceptOffer(buyer(), { offerId, version }, stage.payIn);
  return { dealId, requestId: request.id };
}

async function paid(dealId: string): Promise<string> {
  const { buyer } = stage.people;
  const intent = await payment.openIntent(buyer(), { dealId, refundAddress: REFUND_TO }, stage.payIn);
  await react();
  await payment.watchIntents(stage.system(), stage.rail);
  const { pay } = await payment.getIntent(buyer(), { dealId }, stage.payIn);
  const place = stage.chain.pay({ to: (pay === null ? null : payWayOf(pay, "transfer"))?.to ?? "", amount: PRICE });
  await report(stage, intent.id, place);
  await payment.processInbox(stage.system(), stage.ports);
  await react();
  stage.chain.mine(5);
  await payment.proveTransfers(stage.system(), stage.rail);
  await shown();
  return place.txHash;
}

/** An event of this deal, taken by itself. */
async function touch(tx: TxCtx, dealId: string): Promise<void> {
  const { take } = CONSUMERS.find(({ name }) => name === "desk.feed") ?? expect.fail("the desk has a feed");
  const about = { type: "payment.credited.v1", subjectId: uuidOf("deal", dealId) ?? "", payload: { dealId }, channels: [] } as const;
  await take?.(tx, [{ ...about, seq: 1n, tenantId: tx.actor.tenantId, at: new Date(), actorId: null, actorName: "" }]);
}

/** A lease is a wait for a clock; here it just ends. */
async function leasesEnd(): Promise<void> {
  const ended = { where: { leaseUntil: { not: null } }, data: { leaseUntil: null } };
  await stage.db.prisma.payout.updateMany(ended);
  await stage.db.prisma.sweep.updateMany(ended);
}

async function versionOf(dealId: string): Promise<number> {
  return (await stage.db.prisma.deal.findUniqueOrThrow({ where: { id: uuidOf("deal", dealId) ?? "" } })).version;
}

const rowOf = async (dealId: string): Promise<SubjectRow> => {
  const { data } = await listSubjects(stage.people.guard(), { kind: "deal", limit: 100 }, DESK);
  return data.find(({ id }) => id === dealId) ?? expect.fail("no row");
};

/** What the dashboard has of the stage's asset, by state. */
async function totals(): Promise<Record<string, string>> {
  const { money } = await dashboard(stage.people.admin(), DESK);
  const own = money.find(({ asset }) => asset === stage.asset);
  return Object.fromEntries((own?.states ?? []).map(({ state, total }) => [state, total]));
}

/** The same, from the books. */
async function booked(): Promise<Record<string, string>> {
  const all = await stage.db.prisma.deal.findMany({ select: { id: true } });
  const funds = await Promise.all(all.map(({ id }) => fundsOf(stage.system(), id, stage.asset)));
  const sum = (of: (row: (typeof funds)[number]) => bigint) => funds.reduce((total, row) => total + of(row), 0n).toString();
  return {
    held: sum(({ held }) => held),
    disputed: sum(({ disputed }) => disputed),
    releasable: sum(({ releasable }) => releasable),
    refundable: sum(({ refundable }) => refundable),
    inFlight: sum(({ inFlight }) => inFlight),
  };
}

test("a deal's row, its money and the sums follow its life, and equal the books at each step", async () => {
  const { dealId, requestId } = await accepted();
  await shown();
  expect(await rowOf(dealId)).toMatchObject({
    status: "payment",
    amount: PRICE.toString(),
    people: [{ name: "buyer" }, { name: "seller" }],
  });
  const txHash = await paid(dealId);
  expect(await rowOf(dealId)).toMatchObject({ status: "processing", money: { held: PRICE.toString(), disputed: "0" } });
  expect(await totals()).toEqual(await booked());
  const scope = uuidOf("deal", dealId) ?? "";
  const hold = { scope, tranche: 1, reason: "of a test", by: "tests" } as const;
  await inTransaction(stage.system(), async (tx) => {
    await payment.holdMoney(tx, hold);
    await touch(tx, dealId);
  });
  expect(await rowOf(dealId)).toMatchObject({ money: { held: "0", disputed: PRICE.toString() } });
  expect(await totals()).toEqual(await booked());
  expect((await dashboard(stage.people.guard(), DESK)).holds).toContainEqual({ term: "later", count: 1 });
  // Found by the hash of what paid it, by its title, and by both its ids.
  for (const text of [txHash, txHash.toUpperCase().replace("0X", "0x"), "bakery logo", dealId, uuidOf("deal", dealId) ?? ""]) {
    const { subjects } = await searchDesk(stage.people.resolver(), { text }, DESK);
    expect(
      subjects.map(({ id }) => id),
      text,
    ).toContain(dealId);
  }
  const { subjects } = await searchDesk(stage.people.resolver(), { text: requestId }, DESK);
  expect(subjects.map(({ id }) => id)).toEqual([dealId, requestId]);
});

test("a guard's hold and a case are counted by their deadline, and lead to their rows", async () => {
  const { dealId } = await accepted("A sextant");
  await paid(dealId);
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const hold = { dealId, version: await versionOf(dealId), reason: "Somebody looks at it", until };
  await deals.placeHold(stage.people.guard(), hold, KINDS);
  await shown();
  const guard = stage.people.guard();
  const { holds, cases } = await dashboard(guard, DESK);
  const count = holds.find(({ term }) => term === "week")?.count ?? 0;
  const rows = await listSubjects(guard, { kind: "deal", hold: "week", limit: 100 }, DESK);
  expect(rows.data).toHaveLength(count);
  expect(rows.data.map(({ id }) => id)).toContain(dealId);
  expect((await listSubjects(guard, { kind: "deal", hold: "overdue", limit: 100 }, DESK)).data).toEqual([]);
  await expect(listSubjects(guard, { kind: "request", hold: "week" }, DESK)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  expect(cases.every(({ count: n }) => n === 0)).toBe(true);
  const claim = { reason: "not_delivered", ask: "full_refund", certainty: "certain", statement: "It has never arrived here." } as const;
  const opened = await disputes.openDispute(stage.people.buyer(), { dealId, version: await versionOf(dealId), ...claim }, DISPUTE_PORTS);
  await shown();
  // A small claim is answered within a day.
  expect((await dashboard(guard, DESK)).cases).toContainEqual({ term: "day", count: 1 });
  for (const text of [opened.caseId, dealId, "sextant"]) {
    const { subjects } = await searchDesk(stage.people.resolver(), { text }, DESK);
    expect(subjects, text).toContainEqual(
      expect.objectContaining({ kind: "case", id: opened.caseId, status: "open", amount: PRICE.toString() }),
    );
  }
});

test("whoever owes something is listed, with nothing given up", async () => {
  const found = await backlogs(stage.people.guard(), DESK);
  expect(found.backlogs.filter(({ kind }) => kind === "notice").map(({ name }) => name)).toEqual(["mail", "push", "telegram", "sms"]);
  expect(found.backlogs.filter(({ kind }) => kind === "webhook").map(({ name }) => name)).toContain("amn.scanner");
  const consumers = found.backlogs.filter(({ kind }) => kind === "consumer");
  expect(consumers.map(({ name }) => name)).toContain("deals");
  expect(consumers.every(({ dead }) => dead === 0)).toBe(true);
  // One is given up, another is tried again.
  const { tenantId } = stage.people.guard().actor;
  const row = { tenantId, consumer: "deals", subject: "deal:x", channel: "deal:x", dueAt: new Date(), attempts: 3 };
  await stage.db.prisma.delivery.createMany({
    data: [
      { ...row, seq: -1n, deadAt: new Date(), failure: "of a test" },
      { ...row, seq: -2n },
    ],
  });
  const after = (await backlogs(stage.people.admin(), DESK)).backlogs.find(({ name }) => name === "deals");
  expect(after).toMatchObject({ failing: 1, dead: 1 });
  await stage.db.prisma.delivery.deleteMany({ where: { subject: "deal:x" } });
  await expect(backlogs(stage.people.resolver(), DESK)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("nothing is counted twice, by a second turn or by an event that was put aside", async () => {
  const { dealId } = await accepted();
  await paid(dealId);
  const before = [await totals(), (await dashboard(stage.people.guard(), DESK)).days.at(-1)];
  await shown();
  // As an event that was put aside is taken, beside the feed.
  await Promise.all([1, 2, 3].map(() => inTransaction(stage.system(), (tx) => touch(tx, dealId))));
  expect([await totals(), (await dashboard(stage.people.guard(), DESK)).days.at(-1)]).toEqual(before);
  expect(await totals()).toEqual(await booked());
});

describe("who sees what", () => {
  const refused = (who: () => Ctx, code: string, ask: (ctx: Ctx) => Promise<unknown>) => expect(ask(who())).rejects.toMatchObject({ code });

  test("people of the market nothing, resolvers no figures and no people", async () => {
    const { buyer, stranger, resolver, guard } = stage.people;
    for (const who of [buyer, stranger]) {
      await refused(who, "FORBIDDEN", (ctx) => dashboard(ctx, DESK));
      await refused(who, "FORBIDDEN", (ctx) => listSubjects(ctx, { kind: "deal" }, DESK));
      await refused(who, "FORBIDDEN", (ctx) => searchDesk(ctx, { text: "buyer" }, DESK));
    }
    await refused(resolver, "FORBIDDEN", (ctx) => dashboard(ctx, DESK));
    expect((await searchDesk(resolver(), { text: "buyer" }, DESK)).people).toEqual([]);
    const found = await searchDesk(guard(), { text: "buyer" }, DESK);
    expect(found.people.map(({ name }) => name)).toContain("buyer");
    expect((await searchDesk(guard(), { text: publicId("user", buyer.id) }, DESK)).people).toMatchObject([{ name: "buyer" }]);
  });

  test("lists are filtered, sorted and paged, and a place belongs to its filters", async () => {
    for (let n = 0; n < 3; n += 1) await accepted(`A poster for a concert ${n}`);
    await shown();
    const guard = stage.people.guard();
    const ask = { kind: "request", search: "poster", limit: 2 } as const;
    for (const sort of ["newest", "oldest"] as const) {
      const one = await listSubjects(guard, { ...ask, sort }, DESK);
      const two = await listSubjects(guard, { ...ask, sort, cursor: one.meta.nextCursor ?? "" }, DESK);
      const titles = [...one.data, ...two.data].map(({ title }) => title);
      expect(titles).toEqual(sort === "newest" ? titles.toSorted().toReversed() : titles.toSorted());
      expect(new Set(titles).size).toBe(3);
    }
    const { meta } = await listSubjects(guard, ask, DESK);
    await expect(listSubjects(guard, { ...ask, search: "concert", cursor: meta.nextCursor ?? "" }, DESK)).rejects.toMatchObject({
      code: "INVALID_CURSOR",
    });
    const money = { state: "held", asset: stage.asset, age: "day" } as const;
    const held = await listSubjects(guard, { kind: "deal", money, sort: "oldest", limit: 100 }, DESK);
    expect(held.data.length).toBeGreaterThan(0);
    expect(held.data.every((row) => row.money !== null && row.money.held !== "0")).toBe(true);
    expect((await listSubjects(guard, { kind: "deal", money: { ...money, age: "older" } }, DESK)).data).toEqual([]);
    const mine = await listSubjects(guard, { kind: "deal", person: publicId("user", stage.people.stranger.id) }, DESK);
    expect(mine.data).toEqual([]);
    await expect(listSubjects(guard, { kind: "request", money }, DESK)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });
});

test("a payout on its way and a settled one: its row, where the money is, and how long it took", async () => {
  const { seller, buyer, admin } = stage.people;
  const { dealId } = await accepted();
  await paid(dealId);
  for (let turns = 0; turns < 4; turns += 1) {
    await leasesEnd();
    await payment.advanceSweeps(stage.system(), stage.rail);
    stage.chain.mine(5);
  }
  const handover = { kind: "artifact", url: "https://files.example/logo" } as const;
  await marketplace.startDelivery(seller(), { dealId, version: await versionOf(dealId), handover });
  await marketplace.markDelivered(seller(), { dealId, version: await versionOf(dealId) });
  await shown();
  const version = await versionOf(dealId);
  await proved(buyer(), (ctx) => deals.confirmDeal(ctx, { dealId, version }, KINDS));
  await shown();
  expect(await rowOf(dealId)).toMatchObject({ status: "completed", money: { held: "0" } });
  expect(await totals()).toEqual(await booked());
  const payout = await stage.db.prisma.payout.findFirstOrThrow({ where: { scope: uuidOf("deal", dealId) ?? "" } });
  const word = {
    payoutId: publicId("payout", payout.id),
    version: payout.version,
    amount: payout.amount.toString(),
    destination: payout.destination,
  };
  await proved(admin(), (ctx) => payment.approvePayout(ctx, word, stage.payIn));
  for (let turns = 0; turns < 3; turns += 1) {
    await leasesEnd();
    await payment.advancePayouts(stage.system(), stage.rail);
    stage.chain.mine(5);
  }
  await shown();
  expect(await totals()).toEqual(await booked());
  const { payouts, days } = await dashboard(admin(), DESK);
  expect(payouts.settled).toBe(1);
  expect(payouts.p50Ms).toBeGreaterThan(0);
  expect(payouts.p95Ms).toBeGreaterThanOrEqual(payouts.p50Ms ?? Infinity);
  expect(days.at(-1)).toMatchObject({ completed: 1 });
  const { subjects } = await searchDesk(admin(), { text: payout.destination }, DESK);
  expect(subjects.map(({ id }) => id)).toContain(word.payoutId);
});
