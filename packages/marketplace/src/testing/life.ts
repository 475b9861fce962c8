import { type CreateRequestInput, publicId, uuidOf } from "@amanat/contracts";
import type { Ctx, Json } from "@amanat/db";
import { proved } from "@amanat/db/proved";
import * as deals from "@amanat/deals";
import {
  type Deposit,
  type Dice,
  type HostileChain,
  type KindOfLife,
  type Life,
  type Outcome,
  lookAtCases,
  Payer,
  type Person,
  QuarrelLife,
  QUARRELS,
  type Scene,
  together,
  Violation,
} from "@amanat/lives";
import { openIntent } from "@amanat/payment";
import { hex } from "@amanat/payment/testing";
import * as marketplace from "../index.ts";
import { drawPlan, type Plan } from "./plan.ts";

const KINDS = { purchase: marketplace.PURCHASE };

/** What the two people see of their deal at the beginning of a round. */
type Seen = {
  scope: string;
  status: string;
  version: number;
  contests: number;
  /** From when on the buyer may cancel what is not delivered. */
  lateFrom: Date | null;
  intentId: string;
  depositAddress: string | null;
  watched: boolean;
};
type Here = { dealId: string; version: number };

/** Rounds the buyer of a price that is short, or of nothing at all, waits before giving up. */
const PATIENCE = 6;
const DAY_MS = 86_400_000;
const CLOSED = ["completed", "cancelled", "expired", "refunded"];

/** One purchase. */
class Purchase implements Life {
  readonly ordinal: number;
  readonly plan: Plan;
  readonly payoutAddress: string;
  readonly refundAddress: string;
  scope: string | null = null;
  seen: Seen | null = null;
  readonly quarrel: QuarrelLife | null;
  readonly #scene: Scene;
  readonly #chain: HostileChain;
  readonly #payer: Payer;
  readonly #buyer: Person;
  readonly #seller: Person;
  #began = 0;
  #asked = false;

  constructor(scene: Scene, ordinal: number, plan: Plan) {
    this.ordinal = ordinal;
    this.plan = plan;
    this.#scene = scene;
    this.#chain = scene.chains[plan.chain];
    this.#payer = new Payer(scene, { chain: this.#chain, price: plan.price, paying: plan.paying });
    this.#buyer = scene.people.trader(plan.buyer);
    this.#seller = scene.people.trader(plan.seller);
    this.payoutAddress = hex(20, "payout", ordinal);
    this.refundAddress = hex(20, "refund", ordinal);
    const sides = { buyer: this.#buyer, seller: this.#seller };
    const about = { key: `deal-${ordinal}-case`, callers: plan, sides, parts: [{ tranche: 1, amount: plan.price }], named: false };
    this.quarrel = plan.quarrel === null ? null : new QuarrelLife(scene, { ...about, plan: plan.quarrel });
  }

  get assets(): readonly string[] {
    return [this.#chain.asset];
  }

  get status(): string {
    return this.seen?.status ?? "not begun";
  }

  get over(): boolean {
    return this.#closed && this.#payer.done;
  }

  get #closed(): boolean {
    return CLOSED.includes(this.status);
  }

  deposits(): readonly Deposit[] {
    const { seen } = this;
    return seen?.depositAddress ? [{ intentId: seen.intentId, address: seen.depositAddress, chain: this.#chain }] : [];
  }

  given(_deposit: Deposit, amount: bigint): void {
    this.#payer.paid += amount;
  }

  outcomes(feeBps: bigint): readonly Outcome[] {
    const { price } = this.plan;
    const { paid } = this.#payer;
    const gross = this.status === "completed" ? (this.quarrel?.released(1) ?? price) : 0n;
    const chain = this.#chain;
    return [
      { whose: "seller", chain, address: this.payoutAddress, amount: gross - (gross * feeBps) / 10_000n },
      { whose: "buyer", chain, address: this.refundAddress, amount: paid - gross },
    ];
  }

  said(): string {
    return `${this.plan.paying.payment} price ${this.plan.price} paid ${this.#payer.paid}`;
  }

  async begin(round: number): Promise<void> {
    this.#began = round;
    const { ports } = this.#scene;
    const request = await this.#together("request", this.#buyer, false, (ctx) => marketplace.createRequest(ctx, this.#wish()));
    const { payoutAddress } = this;
    const bid = { requestId: request.id, price: this.plan.price.toString(), deliveryDays: 3, payoutAddress };
    const offer = await this.#together("offer", this.#seller, true, (ctx) => marketplace.submitOffer(ctx, bid, ports));
    const { dealId } = await this.#together("accept", this.#buyer, true, (ctx) =>
      marketplace.acceptOffer(ctx, { offerId: offer.id, version: offer.version }, ports),
    );
    this.scope = scopeOf(dealId);
    await this.#together("open", this.#buyer, false, (ctx) => openIntent(ctx, { dealId, refundAddress: this.refundAddress }, ports));
  }

  async act(round: number): Promise<void> {
    const { seen } = this;
    if (!seen) return;
    this.#payer.pay(round, seen, this.#closed);
    const deal = { dealId: publicId("deal", seen.scope), version: seen.version };
    if (this.quarrel && (await this.#quarrels(this.quarrel, deal, seen))) return;
    if (await this.#agree(deal, seen)) return;
    if (await this.#leavesLate(deal, seen)) return;
    await this.#goOn(round, deal, seen);
  }

  async #goOn(round: number, deal: Here, seen: Seen): Promise<void> {
    const handover = { kind: "service", note: "As agreed" } as const;
    switch (seen.status) {
      case "payment":
        if (this.#givesUp(round)) await this.#together("cancel", this.#buyer, true, (ctx) => deals.cancelDeal(ctx, deal, KINDS));
        return;
      case "processing":
        if (this.plan.handover === "seller steps back")
          await this.#together("step-back", this.#seller, true, (ctx) => deals.cancelDeal(ctx, deal, KINDS));
        else if (this.plan.handover === "delivers")
          await this.#together("deliver", this.#seller, true, (ctx) => marketplace.startDelivery(ctx, { ...deal, handover }));
        return;
      case "delivery":
        if (seen.contests === 0 || this.plan.contested === "delivers again")
          await this.#together(`delivered-${seen.contests}${this.quarrel?.opened === true ? "-again" : ""}`, this.#seller, true, (ctx) =>
            marketplace.markDelivered(ctx, deal),
          );
        return;
      case "confirming":
        return this.#inspect(deal, seen);
    }
  }

  async #inspect(deal: Here, seen: Seen): Promise<void> {
    const { inspection } = this.plan;
    if (inspection === "contests" && seen.contests === 0) {
      this.#scene.hit("delivery contested");
      const words = { ...deal, reason: "not_received", note: "" } as const;
      await this.#together("contest", this.#buyer, true, (ctx) => marketplace.contestDelivery(ctx, words));
    } else if (inspection !== "says nothing")
      await this.#together("confirm", this.#buyer, true, (ctx) => proved(ctx, (asked) => deals.confirmDeal(asked, deal, KINDS)));
  }

  /** Once, in the state of the plan, one of them opens a case; nothing else of theirs happens until it is over. Answers whether it goes on. */
  async #quarrels(quarrel: QuarrelLife, deal: Here, seen: Seen): Promise<boolean> {
    if (!quarrel.opened) {
      if (seen.status !== this.plan.quarrel?.openedIn) return false;
      await quarrel.open(deal);
      return true;
    }
    if (!quarrel.live) return false;
    if (seen.status === "confirming") await quarrel.refused((ctx) => deals.confirmDeal(ctx, deal, KINDS));
    await quarrel.act();
    return true;
  }

  /** Once, in the state of the plan, the buyer asks and the seller answers. Answers whether the deal has moved by that. */
  async #agree(deal: Here, seen: Seen): Promise<boolean> {
    const { together: agreed, askedIn } = this.plan;
    if (this.#asked || agreed === "nothing" || seen.status !== askedIn) return false;
    this.#asked = true;
    this.#scene.hit(AGREED[agreed]);
    const until = new Date(this.#scene.clock.ms + 25 * DAY_MS).toISOString();
    const wanted = agreed === "more time" ? { ...deal, kind: "more_time" as const, until } : { ...deal, kind: "cancel" as const };
    const { proposal } = await this.#together("propose", this.#buyer, true, (ctx) => deals.proposeDealChange(ctx, wanted, KINDS));
    const word = agreed === "declined" ? "decline" : "agree";
    const answer = { dealId: deal.dealId, proposalId: proposal.id, version: proposal.version, answer: word } as const;
    await this.#together("answer", this.#seller, true, (ctx) => proved(ctx, (asked) => deals.answerDealChange(asked, answer, KINDS)));
    return true;
  }

  /** The seller is gone and the promise is broken: the buyer goes too. */
  async #leavesLate(deal: Here, seen: Seen): Promise<boolean> {
    const gone = seen.contests > 0 ? this.plan.contested === "is gone" : this.plan.handover === "never comes";
    const waiting = seen.status === "processing" || seen.status === "delivery";
    if (!gone || !waiting || seen.lateFrom === null || seen.lateFrom.getTime() > this.#scene.clock.ms) return false;
    this.#scene.hit("late delivery cancelled");
    await this.#together("leave", this.#buyer, true, (ctx) => deals.cancelDeal(ctx, deal, KINDS));
    return true;
  }

  #wish(): CreateRequestInput {
    const budget = this.plan.price.toString();
    return {
      title: `Wish number ${this.ordinal}`,
      description: "Something that one of two people wants and the other has.",
      productType: "service",
      category: "other",
      asset: this.#chain.asset,
      budgetMin: budget,
      budgetMax: budget,
      delivery: { mode: "online", channel: "By message" },
    };
  }

  #givesUp(round: number): boolean {
    const { paying, giveUp } = this.plan;
    return round >= this.#began + PATIENCE && (paying.payment === "short" || (paying.payment === "never" && giveUp));
  }

  #together<T extends Json>(step: string, who: Person, exclusive: boolean, verb: (ctx: Ctx) => Promise<T>): Promise<T> {
    return together(this.#scene, this.plan, { key: `deal-${this.ordinal}-${step}`, who, exclusive, verb });
  }
}

const AGREED = { cancel: "cancelled by agreement", "more time": "more time by agreement", declined: "proposal declined" } as const;

function scopeOf(dealId: string): string {
  const scope = uuidOf("deal", dealId);
  if (scope === null) throw new Violation(`a deal is called ${dealId}`);
  return scope;
}

async function look(scene: Scene, lives: readonly Purchase[]): Promise<void> {
  const scopes = lives.flatMap(({ scope }) => scope ?? []);
  const rows = await scene.rows<Seen>(
    `SELECT d.id AS scope, d.status, d.version, t.contests, t."lateFrom", i.id AS "intentId", i."depositAddress", i."watchedAt" IS NOT NULL AS watched
     FROM "Deal" d JOIN "Purchase" t ON t."dealId" = d.id JOIN "PaymentIntent" i ON i.scope = d.id WHERE d.id = ANY ($1::uuid[])`,
    [scopes],
  );
  const seen = new Map(rows.map((row) => [row.scope, row]));
  const cases = new Map((await lookAtCases(scene, scopes)).map((row) => [row.scope, row]));
  for (const life of lives) {
    if (life.scope === null) continue;
    life.seen = seen.get(life.scope) ?? null;
    life.quarrel?.look(cases.get(life.scope) ?? null);
  }
}

export const LIFE: KindOfLife<Purchase> = {
  kind: "purchase",
  faults: ["late delivery cancelled", "delivery contested", ...Object.values(AGREED), ...QUARRELS],
  draw: (scene, ordinal, dice: Dice) => new Purchase(scene, ordinal, drawPlan(dice, scene.people.traders.length)),
  look,
};
