import { type CreateRequestInput, DomainError, publicId, uuidOf } from "@amanat/contracts";
import { canonicalJson, type Ctx, type Json } from "@amanat/db";
import { proved } from "@amanat/db/proved";
import * as deals from "@amanat/deals";
import { KINDS } from "@amanat/contexts";
import * as marketplace from "@amanat/marketplace";
import { openIntent } from "@amanat/payment";
import { COUNTERFEIT, hex, TOKEN } from "@amanat/payment/testing";
import type { Place } from "./chain.ts";
import { Violation } from "./faults.ts";
import { insist } from "./insist.ts";
import type { Person } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { UnrulyScanner } from "./scanner.ts";
import type { World } from "./world.ts";

/** What the two people see of their deal at the beginning of a round. */
export type Seen = {
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

type Due = { round: number; amount: bigint; token: string };

/** Rounds the buyer of a price that is short, or of nothing at all, waits before giving up. */
const PATIENCE = 6;
const DAY_MS = 86_400_000;
const CLOSED = ["completed", "cancelled", "expired", "refunded"];
/** How somebody is told that somebody else was first. */
const TOO_LATE = ["INVALID_STATE", "VERSION_CONFLICT", "OFFER_EXISTS"];

/** One deal, from the wish to the last coin, and what it must come to. */
export class Life {
  readonly ordinal: number;
  readonly plan: Plan;
  readonly payoutAddress: string;
  readonly refundAddress: string;
  scope: string | null = null;
  seen: Seen | null = null;
  /** What stands on the chain for this deal, in its own token. */
  paid = 0n;
  readonly #world: World;
  readonly #scanner: UnrulyScanner;
  readonly #buyer: Person;
  readonly #seller: Person;
  #due: Due[] | null = null;
  #began = 0;
  #asked = false;
  #reorganised = false;

  constructor(world: World, scanner: UnrulyScanner, ordinal: number, plan: Plan) {
    this.ordinal = ordinal;
    this.plan = plan;
    this.#world = world;
    this.#scanner = scanner;
    this.#buyer = world.people.trader(plan.buyer);
    this.#seller = world.people.trader(plan.seller);
    this.payoutAddress = hex(20, "payout", ordinal);
    this.refundAddress = hex(20, "refund", ordinal);
  }

  get closed(): boolean {
    return this.seen !== null && CLOSED.includes(this.seen.status);
  }

  /** Nothing more will come from these two people. */
  get over(): boolean {
    return this.closed && (this.#due ?? this.#payments(0)).length === 0;
  }

  /** From the wish to the address to pay to. */
  async bargain(round: number): Promise<void> {
    this.#began = round;
    const request = await this.#together("request", this.#buyer, false, (ctx) => marketplace.createRequest(ctx, this.#wish()));
    const offer = await this.#together("offer", this.#seller, true, (ctx) =>
      marketplace.submitOffer(
        ctx,
        {
          requestId: request.id,
          price: this.plan.price.toString(),
          deliveryDays: 3,
          payoutAddress: this.payoutAddress,
        },
        this.#world.ports,
      ),
    );
    const accepted = await this.#together("accept", this.#buyer, true, (ctx) =>
      marketplace.acceptOffer(ctx, { offerId: offer.id, version: offer.version }, this.#world.ports),
    );
    this.scope = this.#scopeOf(accepted.dealId);
    await this.#together("open", this.#buyer, false, (ctx) =>
      openIntent(ctx, { dealId: accepted.dealId, refundAddress: this.refundAddress }, this.#world.ports),
    );
  }

  /** What the two do in this round, going by what they saw at its beginning. */
  async act(round: number): Promise<void> {
    const { seen } = this;
    if (!seen) return;
    this.#pay(round, seen);
    const deal = { dealId: publicId("deal", seen.scope), version: seen.version };
    if (await this.#agree(deal, seen)) return;
    if (await this.#leavesLate(deal, seen)) return;
    switch (seen.status) {
      case "payment":
        if (this.#givesUp(round)) await this.#together("cancel", this.#buyer, true, (ctx) => deals.cancelDeal(ctx, deal, KINDS));
        return;
      case "processing":
        if (this.plan.handover === "seller steps back")
          await this.#together("step-back", this.#seller, true, (ctx) => deals.cancelDeal(ctx, deal, KINDS));
        else if (this.plan.handover === "delivers")
          await this.#together("deliver", this.#seller, true, (ctx) =>
            marketplace.startDelivery(ctx, { ...deal, handover: { kind: "service", note: "As agreed" } }),
          );
        return;
      case "delivery":
        if (seen.contests === 0 || this.plan.contested === "delivers again")
          await this.#together(`delivered-${seen.contests}`, this.#seller, true, (ctx) => marketplace.markDelivered(ctx, deal));
        return;
      case "confirming":
        if (this.plan.inspection === "contests" && seen.contests === 0) {
          this.#world.hit("delivery contested");
          const words = { ...deal, reason: "not_received", note: "" } as const;
          await this.#together("contest", this.#buyer, true, (ctx) => marketplace.contestDelivery(ctx, words));
        } else if (this.plan.inspection !== "says nothing")
          await this.#together("confirm", this.#buyer, true, (ctx) => proved(ctx, (asked) => deals.confirmDeal(asked, deal, KINDS)));
    }
  }

  /** Once, in the state of the plan, the buyer asks and the seller answers. Answers whether the deal has moved by that. */
  async #agree(deal: { dealId: string; version: number }, seen: Seen): Promise<boolean> {
    const { together, askedIn } = this.plan;
    if (this.#asked || together === "nothing" || seen.status !== askedIn) return false;
    this.#asked = true;
    this.#world.hit(
      together === "cancel" ? "cancelled by agreement" : together === "declined" ? "proposal declined" : "more time by agreement",
    );
    const until = new Date(this.#world.clock.ms + 25 * DAY_MS).toISOString();
    const wanted = together === "more time" ? { ...deal, kind: "more_time" as const, until } : { ...deal, kind: "cancel" as const };
    const { proposal } = await this.#together("propose", this.#buyer, true, (ctx) => deals.proposeDealChange(ctx, wanted, KINDS));
    const answer = { dealId: deal.dealId, proposalId: proposal.id, version: proposal.version };
    const word = together === "declined" ? "decline" : "agree";
    await this.#together("answer", this.#seller, true, (ctx) =>
      proved(ctx, (asked) => deals.answerDealChange(asked, { ...answer, answer: word }, KINDS)),
    );
    return true;
  }

  /** The seller is gone and the promise is broken: the buyer goes too. */
  async #leavesLate(deal: { dealId: string; version: number }, seen: Seen): Promise<boolean> {
    const gone = seen.contests > 0 ? this.plan.contested === "is gone" : this.plan.handover === "never comes";
    const waiting = seen.status === "processing" || seen.status === "delivery";
    if (!gone || !waiting || seen.lateFrom === null || seen.lateFrom.getTime() > this.#world.clock.ms) return false;
    this.#world.hit("late delivery cancelled");
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
      asset: this.#world.chain.asset,
      budgetMin: budget,
      budgetMax: budget,
      delivery: { mode: "online", channel: "By message" },
    };
  }

  #givesUp(round: number): boolean {
    const { payment, giveUp } = this.plan;
    return round >= this.#began + PATIENCE && (payment === "short" || (payment === "never" && giveUp));
  }

  /** The buyer's wallet: it pays when it means to, whatever has become of the deal. */
  #pay(round: number, seen: Seen): void {
    const { depositAddress: to } = seen;
    if (to === null || !seen.watched) return;
    if (this.plan.payment === "late" && !this.closed) return;
    this.#due ??= this.#payments(round);
    const now = this.#due.filter((due) => due.round <= round);
    this.#due = this.#due.filter((due) => due.round > round);
    for (const due of now) this.#transfer(round, seen.intentId, to, due);
  }

  #transfer(round: number, intentId: string, to: string, { amount, token }: Due): void {
    const { chain } = this.#world;
    const place = chain.pay(to, amount, token);
    const about = { targetId: publicId("intent", intentId), to, amount, token };
    const reports = [{ event: "payment.detected", place, ...about } as const];
    if (token === TOKEN) {
      if (this.closed) this.#world.hit("late payment");
      const final = this.#reorganise(round, place, to, amount);
      this.paid += final === null ? 0n : amount;
      if (final !== place) {
        const again = final === null ? [] : [{ event: "payment.detected", place: final, ...about } as const];
        this.#scanner.tell(round, [...reports, { event: "payment.reorged", place, ...about }, ...again], this.plan);
        return;
      }
    } else this.#world.hit("wrong token");
    this.#scanner.tell(round, reports, this.plan);
    if (this.plan.copies > 2) this.#scanner.forge(round, { event: "payment.detected", place, ...about, amount: amount * 2n });
  }

  /** Where the payment is after the reorg of its plan; null when it is nowhere, and will be made once more. */
  #reorganise(round: number, place: Place, to: string, amount: bigint): Place | null {
    if (this.plan.reorg === "none" || this.#reorganised) return place;
    this.#reorganised = true;
    const again = this.plan.reorg === "mined again";
    this.#world.hit(again ? "reorg, payment mined again" : "reorg, payment gone for good");
    if (!again) this.#due?.push({ round: round + 2, amount, token: TOKEN });
    return this.#world.chain.reorganise(place, to, amount, again);
  }

  /** What the plan pays, in whole rounds from now. */
  #payments(round: number): Due[] {
    const { price, payment } = this.plan;
    const part = price / 2n;
    const due = (amount: bigint, after = 0, token = TOKEN): Due[] => (amount > 0n ? [{ round: round + after, amount, token }] : []);
    switch (payment) {
      case "never":
        return [];
      case "short":
        this.#world.hit("short payment");
        return due(part);
      case "short, then the rest":
        this.#world.hit("short payment");
        return [...due(part), ...due(price - part, 2)];
      case "over":
        this.#world.hit("over-payment");
        return due(price + part + 1n);
      case "twice":
        this.#world.hit("second payment");
        return [...due(price), ...due(price, 2)];
      case "wrong token first":
        return [...due(price, 0, COUNTERFEIT), ...due(price, 1)];
      default:
        return due(price);
    }
  }

  #scopeOf(dealId: string): string {
    const scope = uuidOf("deal", dealId);
    if (scope === null) throw new Violation(`a deal is called ${dealId}`);
    return scope;
  }

  /**
   * Has one caller do something, or as many at once as the plan says. With one key all must get one answer; with keys of
   * their own, where only one can be first (`exclusive`), one gets it and the others are told that they came too late.
   */
  async #together<T extends Json>(step: string, who: Person, exclusive: boolean, verb: (ctx: Ctx) => Promise<T>): Promise<T> {
    const { callers, oneKey } = this.plan;
    const ownKeys = callers > 1 && !oneKey;
    if (callers === 1 || (ownKeys && !exclusive)) return this.#call(`${step}.0`, who, verb);
    this.#world.hit(oneKey ? "many callers with one key" : "many callers with keys of their own");
    const calls = Array.from({ length: callers }, (_, n) => this.#call(`${step}.${oneKey ? 0 : n}`, who, verb));
    const outcomes = await Promise.allSettled(calls);
    const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    const strange = refusals.find((error) => oneKey || !(error instanceof DomainError) || !TOO_LATE.includes(error.code));
    if (strange) throw strange instanceof Error ? strange : new Error("something else than an error was thrown", { cause: strange });
    const different = new Set(answers.map((answer) => canonicalJson(answer))).size;
    if (different !== 1 || (ownKeys && answers.length !== 1))
      throw new Violation(`deal ${this.ordinal}: ${callers} callers of ${step} got ${answers.length} answers, ${different} different ones`);
    return answers[0] as T;
  }

  async #call<T>(key: string, who: Person, verb: (ctx: Ctx) => Promise<T>): Promise<T> {
    const name = `deal-${this.ordinal}-${key}`;
    return insist(async () => verb(await who.as(name)));
  }
}
