import { publicId, payWayOf, uuidOf } from "@amanat/contracts";
import { type Ctx, deliverer, ensureQueue, newId, owedTo } from "@amanat/db";
import * as deals from "@amanat/deals";
import * as marketplace from "@amanat/marketplace";
import { MAIL_QUEUE } from "@amanat/mail";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { listenToStatements, proved, type Statements, untilReadable, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { CONSUMERS } from "./composed.ts";
import { KINDS } from "./kinds.ts";

/**
 * Everything that one purchase asks of the database, from the wish to the paid seller, by its verbs and the worker's loops.
 *
 * A statement is what is sent to the server: each one of a transaction, its BEGIN and its COMMIT, the poke after it. Polling is left out:
 * what a loop's turn sends when there is nothing to do is measured here and taken off its turns, and a turn that waits for the chain counts
 * nothing. So is what goes by time and by blocks (sealing, looking again at old blocks, dates), and what pages read.
 */

const database = useDatabase({ jobs: true });
const PRICE = 1_250_000n;
/** Blocks after which everything is final. */
const BLOCKS = 5;
/** May fall, and must not grow. */
const MOST = 199;

let stage: Stage;
let statements: Statements;
const reactions = deliverer(CONSUMERS);
const keyed = () => ({ idempotencyKey: `key-${newId()}` });

const LOOPS = {
  watch: (ctx: Ctx) => payment.watchIntents(ctx, stage.rail),
  inbox: (ctx: Ctx) => payment.processInbox(ctx, stage.ports),
  transfers: (ctx: Ctx) => payment.proveTransfers(ctx, stage.rail),
  reactions,
  sweeps: (ctx: Ctx) => payment.advanceSweeps(ctx, stage.rail),
  payouts: (ctx: Ctx) => payment.advancePayouts(ctx, stage.rail),
} as const;
type Loop = keyof typeof LOOPS;
const LOOP_NAMES = Object.keys(LOOPS) as Loop[];

/** What was sent for a deal, by who sent it. */
type Count = (part: string, statements: readonly string[]) => void;

beforeAll(async () => {
  statements = listenToStatements(database.db);
  await ensureQueue(database.db, MAIL_QUEUE);
  stage = await setStage(database.db);
  // Connections, and the wallet that is watched: what only the first deal of a process finds missing.
  await live(() => undefined);
});

/** What each loop sends in a turn without anything to do. */
async function polling(): Promise<Map<Loop, number>> {
  const idle = new Map<Loop, number>();
  for (const name of LOOP_NAMES) idle.set(name, (await statements.during(async () => LOOPS[name](stage.system()))).sent.length);
  return idle;
}

/** A lease is a wait for a clock; here it just ends. */
async function leasesEnd(): Promise<void> {
  const ended = { where: { leaseUntil: { not: null } }, data: { leaseUntil: null } };
  await stage.db.prisma.payout.updateMany(ended);
  await stage.db.prisma.sweep.updateMany(ended);
}

/** One purchase, told by its people and by the loops that serve it. Answers its id. */
async function live(count: Count, idle: ReadonlyMap<Loop, number> = new Map()): Promise<string> {
  const { buyer, seller, admin } = stage.people;
  async function act<T>(verb: string, deed: () => Promise<T>): Promise<T> {
    const { answer, sent } = await statements.during(deed);
    count(verb, sent);
    return answer;
  }
  /** One turn. Where nothing came of it, it has polled; what all turns begin with is polling as well. */
  async function turn(name: Loop): Promise<void> {
    await leasesEnd();
    const { answer, sent } = await statements.during(async () => LOOPS[name](stage.system()));
    if (answer > 0 || name === "reactions") count(`loop ${name}`, sent.slice(0, Math.max(0, sent.length - (idle.get(name) ?? 0))));
  }
  /** Turns until nothing is owed. What happened is given all at once: in pieces it would be counted twice. */
  async function react(): Promise<void> {
    await untilReadable(stage.db);
    do await turn("reactions");
    while ((await owedTo(stage.system(), CONSUMERS)) > 0);
  }
  const scope = (dealId: string) => uuidOf("deal", dealId) ?? "";
  const seen = async (dealId: string) => {
    const { version } = await stage.db.prisma.deal.findUniqueOrThrow({ where: { id: scope(dealId) } });
    return { dealId, version };
  };

  const request = await act("createRequest", () => marketplace.createRequest(buyer(keyed()), wish()));
  const bid = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO };
  const offer = await act("submitOffer", () => marketplace.submitOffer(seller(keyed()), bid, stage.payIn));
  const chosen = { offerId: offer.id, version: offer.version };
  const { dealId } = await act("acceptOffer", () => marketplace.acceptOffer(buyer(keyed()), chosen, stage.payIn));
  const asked = { dealId, refundAddress: REFUND_TO };
  const intent = await act("openIntent", () => payment.openIntent(buyer(keyed()), asked, stage.payIn));
  await react();
  await turn("watch");

  const { pay } = await payment.getIntent(buyer(), { dealId }, stage.payIn);
  const way = pay === null ? null : payWayOf(pay, "transfer");
  const place = stage.chain.pay({ to: way?.to ?? "", amount: PRICE });
  await act("receiveWebhook", () => report(stage, intent.id, place));
  await turn("inbox");
  await react();
  stage.chain.mine(BLOCKS);
  await turn("transfers");
  await react();
  for (let turns = 0; turns < 4; turns += 1) {
    await turn("sweeps");
    stage.chain.mine(BLOCKS);
  }

  const handover = { kind: "parcel", carrier: "Post", tracking: "RR123456789" } as const;
  const handed = { ...(await seen(dealId)), handover };
  await act("startDelivery", () => marketplace.startDelivery(seller(keyed()), handed));
  const arrived = await seen(dealId);
  await act("markDelivered", () => marketplace.markDelivered(seller(keyed()), arrived));
  await react();
  const inspected = await seen(dealId);
  const confirming = buyer(keyed());
  await proved(confirming, (ctx) =>
    ctx.stepUp === null ? deals.confirmDeal(ctx, inspected, KINDS) : act("confirmDeal", () => deals.confirmDeal(ctx, inspected, KINDS)),
  );
  await react();

  const { id, amount, destination, version } = await stage.db.prisma.payout.findFirstOrThrow({ where: { scope: scope(dealId) } });
  const word = { payoutId: publicId("payout", id), version, amount: amount.toString(), destination };
  const approving = admin(keyed());
  await proved(approving, (ctx) =>
    ctx.stepUp === null
      ? payment.approvePayout(ctx, word, stage.payIn)
      : act("approvePayout", () => payment.approvePayout(ctx, word, stage.payIn)),
  );
  for (let turns = 0; turns < 3; turns += 1) {
    await turn("payouts");
    stage.chain.mine(BLOCKS);
  }
  await react();
  return dealId;
}

const wish = () =>
  ({
    title: "Refurbished laptop, 16 GB",
    description: "A refurbished laptop in good condition, with a warranty.",
    productType: "physical_product",
    category: "electronics",
    asset: stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "physical", country: "IR", city: "Shiraz", address: "Zand 1", postalCode: "71345" },
  }) as const;

test(`a purchase asks at most ${MOST} statements of the database, from the wish to the paid seller`, async () => {
  const table = new Map<string, number>();
  const listed: string[] = [];
  const idle = await polling();
  const dealId = await live((part, sent) => {
    table.set(part, (table.get(part) ?? 0) + sent.length);
    listed.push(...sent.map((text) => `${part}: ${text}`));
  }, idle);

  const deal = await deals.getDeal(stage.people.buyer(), { dealId }, KINDS);
  expect([deal.status, deal.payouts.map(({ status }) => status)]).toEqual(["completed", ["settled"]]);
  expect(await stage.db.prisma.sweep.count({ where: { status: { not: "settled" } } })).toBe(0);

  const total = [...table.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...table].map(([part, count]) => `${String(count).padStart(5)} ${part}`);
  process.stdout.write(`${lines.join("\n")}\n${String(total).padStart(5)} in all\n`);
  expect(total).toBeLessThanOrEqual(MOST);
});
