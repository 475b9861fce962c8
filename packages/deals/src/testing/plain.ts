import { type DealStatus, publicId, uuidOf } from "@amanat/contracts";
import { type Consumer, inTransaction, type Machine, newId, now, runTimer, setDeadline } from "@amanat/db";
import * as payment from "@amanat/payment";
import { send } from "@amanat/payment/testing/agreement";
import { REFUND_TO, PAID_TO, setStage, type Stage } from "@amanat/payment/testing/stage";
import { deliverAll, type TestClock, testClock, type TestDatabase } from "@amanat/testing";
import {
  CASE_GUARDS,
  type DealFacts,
  type DealGuard,
  dealReactions,
  dealTimers,
  defineKind,
  disputable,
  goesOn,
  lockDeal,
  openDeal,
  refundsSettled,
  type Share,
  sumsOf,
  transition,
} from "../index.ts";
import { after } from "../rules.ts";

/**
 * The smallest kind of deal that uses every part of the engine: a price in two parts, held until it is confirmed, given back, or divided. It
 * has no rows of its own. A kind needs its states in the database, so this one goes by the name of the market's.
 */

/** The two parts of every price here. */
export const PARTS = [600n, 400n] as const;
export const PRICE = 1_000n;
const FEE_BPS = 100;
const DAYS = 14;
/** From when the buyer may leave alone. */
const LATE_DAYS = 7;

const guards = {
  fullyHeld: { says: "payment has credited the price", needs: "money", holds: ({ money }) => money.covered },
  nothingSeen: { says: "payment has seen nothing", needs: "unpaid", holds: ({ unpaid }) => unpaid },
  late: {
    says: "a week has passed since the price was held",
    holds: ({ deal, now: at }) => deal.fundedAt !== null && after(deal.fundedAt, LATE_DAYS, "days") <= at,
  },
  agreed: { says: "the other party agrees", holds: ({ agreed }) => agreed },
  ...CASE_GUARDS,
  refundsSettled: { says: "every refund is settled", needs: "money", holds: ({ money }) => refundsSettled(money.payouts) },
} as const satisfies Readonly<Record<string, DealGuard<object>>>;
const refunded = { on: "refund_settled", to: "refunded", by: ["system"], guard: "refundsSettled", money: null } as const;

const MACHINE = {
  name: "purchase",
  initial: "payment",
  reserved: ["delivery", "delivered", "confirming"],
  guards,
  states: {
    payment: [
      { on: "fund", to: "processing", by: ["system"], guard: "fullyHeld", money: "fund" },
      { on: "cancel", to: "cancelled", by: ["buyer", "seller"], guard: null, money: "call_off" },
      { on: "pay_timeout", to: "expired", by: ["timer"], guard: "nothingSeen", money: "call_off" },
    ],
    processing: [
      { on: "confirm", to: "completed", by: ["buyer"], guard: null, money: "release" },
      { on: "auto_release", to: "completed", by: ["timer"], guard: null, money: "release" },
      { on: "cancel", to: "cancelled", by: ["seller"], guard: null, money: "refund" },
      { on: "cancel_late", to: "cancelled", by: ["buyer"], guard: "late", money: "refund" },
      { on: "cancel_agreed", to: "cancelled", by: ["buyer", "seller"], guard: "agreed", money: "refund" },
      ...disputable("processing", { done: "completed", undone: "cancelled", again: "processing" }),
    ],
    delivery: [],
    delivered: [],
    confirming: [],
    completed: [],
    cancelled: [refunded],
    expired: [refunded],
    refunded: [],
  },
} as const satisfies Machine<DealStatus<"purchase">, DealFacts<object>>;

const inspect = (subjectId: string) => ({ purpose: "inspect", subjectId });

const PLAIN = defineKind<"purchase", object, object>({
  name: "purchase",
  machine: MACHINE,
  clocks: {
    pay: { states: ["payment"], on: "pay_timeout" },
    deliver: { states: [], on: null },
    inspect: {
      states: ["processing"],
      on: "auto_release",
      extension: {
        async currentEnd(tx, { deal }) {
          const row = await tx.tx.deadline.findFirst({ where: { ...inspect(deal.id), status: "pending" } });
          return row?.dueAt ?? null;
        },
        async extendTo(tx, { deal }, dueAt) {
          await setDeadline(tx, { ...inspect(deal.id), dueAt });
          return deal;
        },
      },
    },
  },
  lock: () => Promise.resolve({}),
  terms: (_ctx, ids) => Promise.resolve(new Map(ids.map((id) => [id, {}]))),
  moneyOf: ({ tranches }, on) => {
    const moved = on === "fund" ? "pending" : "held";
    return tranches.filter(({ status }) => status === moved).map(({ ordinal }) => ordinal);
  },
  records: {},
  effects: {
    async fund(tx, { deal, at }) {
      await setDeadline(tx, { ...inspect(deal.id), dueAt: after(at, DAYS, "days") });
      return {};
    },
  },
  sawWhatIsConfirmed: ({ version }, seen) => version === seen,
  view: () => Promise.reject(new Error("nobody looks at a plain deal")),
  words: () => Promise.reject(new Error("nobody looks at a plain deal")),
});
export const KINDS = { purchase: PLAIN } as const;
const CONSUMERS: readonly Consumer[] = [{ name: "deals", from: "beginning", reactions: dealReactions(KINDS) }];

export type Seen = { readonly dealId: string; readonly version: number };
export type World = {
  readonly stage: Stage;
  readonly clock: TestClock;
  /** Consumes the outbox as the worker does, until nothing is left. */
  work(): Promise<void>;
  /** Fires what is due by the world's clock. */
  tick(): Promise<void>;
};

export async function world({ db }: TestDatabase): Promise<World> {
  const stage = await setStage(db);
  const clock = testClock();
  const system = () => stage.people.system({ clock });
  const timers = { ...dealTimers(KINDS), ...payment.PAYMENT_TIMERS };
  return {
    stage,
    clock,
    work: () => deliverAll(system(), CONSUMERS),
    async tick() {
      const where = { status: "pending" as const, pausedAt: null, dueAt: { lte: await now(system()) } };
      for (const row of await db.prisma.deadline.findMany({ where, orderBy: { dueAt: "asc" } })) await runTimer(system(), timers, row);
    },
  };
}

/** A deal in `payment`. */
export async function opened({ stage, clock }: World): Promise<Seen & { intentId: string }> {
  const { buyer, seller } = stage.people;
  const { deal, intents } = await inTransaction(stage.people.system({ clock }), (tx) =>
    openDeal(tx, PLAIN, {
      title: "A plain thing",
      parties: [
        { userId: buyer.id, role: "buyer" },
        { userId: seller.id, role: "seller" },
      ],
      tranches: PARTS.map((amount) => ({
        assetId: stage.asset,
        amount,
        feeBps: FEE_BPS,
        payeeId: seller.id,
        payers: [{ payerId: buyer.id, amount }],
      })),
      payees: [{ partyId: seller.id, chain: stage.chain.id, address: PAID_TO }],
    }),
  );
  return { dealId: publicId("deal", deal.id), version: deal.version, intentId: intents[0]?.intentId ?? "" };
}

/** The buyer sends this much for a deal, and the chain proves it. */
export async function pay({ stage, clock, work }: World, intentId: string, amount: bigint): Promise<void> {
  const buyer = stage.people.buyer({ clock });
  await payment.openIntent(buyer, { intentId: publicId("intent", intentId), refundAddress: REFUND_TO }, stage.payIn);
  await payment.watchIntents(stage.system(), stage.rail);
  await send(stage, buyer, intentId, amount);
  await work();
}

/** A deal whose price is held. */
export async function held(w: World): Promise<Seen> {
  const { dealId, intentId } = await opened(w);
  await pay(w, intentId, PRICE);
  return seen(w, dealId);
}

/** A case stops some of its parts, as the party who opens it. */
export function stop(
  { stage, clock }: World,
  { dealId }: Pick<Seen, "dealId">,
  tranches: readonly number[] = [1],
  by: "buyer" | "seller" = "buyer",
) {
  return inTransaction(stage.people[by]({ clock }), async (tx) => {
    const locked = await lockDeal(tx, scopeOf(dealId), KINDS);
    const until = after(await now(tx), 90, "days");
    const move = {
      on: "dispute",
      by,
      freeze: { tranches, reason: "not_as_agreed", until },
      event: { by, until: until.toISOString() },
    } as const;
    return transition(tx, locked, move);
  });
}

/** The case ends: it lets go, or divides what it stopped. */
export function endCase({ stage, clock }: World, { dealId }: Pick<Seen, "dealId">, shares?: readonly Share[]) {
  return inTransaction(stage.people.system({ clock }), async (tx) => {
    const locked = await lockDeal(tx, scopeOf(dealId), KINDS);
    if (shares === undefined) return transition(tx, locked, { on: "dispute_over", by: "system", event: { by: "system" } });
    const { asset, released, refunded } = sumsOf(shares, locked.deal.tranches);
    const sums = { released: released.toString(), refunded: refunded.toString() };
    const part = goesOn(locked.deal.tranches, shares);
    const on = part ? "divide_part" : released > 0n ? "divide" : "divide_back";
    const event = part ? { by: "system", asset, ...sums } : sums;
    return transition(tx, locked, { on, by: "system", shares, cause: `case:${dealId}`, event });
  });
}

export const scopeOf = (dealId: string): string => uuidOf("deal", dealId) ?? newId();
export const dealNow = ({ stage }: World, dealId: string) => stage.db.prisma.deal.findUniqueOrThrow({ where: { id: scopeOf(dealId) } });
export const seen = async (w: World, dealId: string): Promise<Seen> => ({ dealId, version: (await dealNow(w, dealId)).version });
export const funds = ({ stage }: World, dealId: string) => payment.fundsIn(stage.system(), scopeOf(dealId), stage.asset);
