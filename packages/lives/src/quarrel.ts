import { isDomainError, type PartyRole, publicId, type ShareView } from "@amanat/contracts";
import type { Ctx, Json } from "@amanat/db";
import { proved } from "@amanat/db/proved";
import { type Callers, together } from "./callers.ts";
import type { CaseSeen } from "./cases.ts";
import { Violation } from "./faults.ts";
import type { Person } from "./people.ts";
import { isAgain, otherSide, toSellerBy } from "./quarrel-end.ts";
import type { Quarrel, QuarrelHit } from "./quarrel-plan.ts";
import type { Scene } from "./scene.ts";

const DAY_MS = 86_400_000;
/** Days that whoever delivers again has. */
const AGAIN_DAYS = 30;
const WORDS = "By what both have shown.";

/** What a case is about: its deal, who its sides are, and the parts of the price with what is held of each. */
export type About = {
  /** Unique among the quarrels of a history. */
  readonly key: string;
  readonly plan: Quarrel;
  readonly callers: Callers;
  readonly sides: Readonly<Record<PartyRole, Person>>;
  readonly parts: readonly { readonly tranche: number; readonly amount: bigint }[];
  /** It names its parts; else it is about all that is held. */
  readonly named: boolean;
};

type Step = { readonly name: string; readonly who: Person; readonly exclusive?: boolean };

/** One case, as its people live it. What they decided is remembered here: nothing of the product's is asked for it. */
export class QuarrelLife {
  seen: CaseSeen | null = null;
  opened = false;
  readonly #scene: Scene;
  readonly #about: About;
  #before: "to do" | "waits" | "done" = "to do";
  #changed = false;
  #told = false;
  #refusedAt = -1;
  #conceded: PartyRole | null = null;
  #offers = 0;

  constructor(scene: Scene, about: About) {
    this.#scene = scene;
    this.#about = about;
  }

  get live(): boolean {
    return this.opened && this.seen !== null && !this.seen.over;
  }

  /** Opens it on a deal as it was seen. */
  async open(deal: { readonly dealId: string; readonly version: number }): Promise<void> {
    const { plan, sides, parts, named } = this.#about;
    const { opener, ask } = plan;
    this.opened = true;
    this.#hit(opener === "buyer" ? "case opened by the buyer" : "case opened by the seller");
    const shares = ask === "partial_refund" ? this.#shares() : [];
    const about = named ? { tranches: parts.map(({ tranche }) => tranche) } : {};
    const words = { reason: "other", certainty: "likely", statement: "It is not as we agreed." } as const;
    const input = { ...deal, ...about, ...words, ask, shares };
    await this.#step({ name: "open", who: sides[opener], exclusive: true }, (ctx) => this.#scene.cases.open(ctx, input));
  }

  /** The buyer tries to confirm all the same, and is told why not. */
  async refused(confirm: (ctx: Ctx) => Promise<unknown>): Promise<void> {
    const { key, sides } = this.#about;
    const version = this.seen?.version ?? 0;
    if (version === this.#refusedAt) return;
    this.#refusedAt = version;
    this.#hit("confirmed in a case, refused");
    const ctx = await sides.buyer.as(`${key}-refused-${version}`);
    const error = await confirm(ctx).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error === null) throw new Violation(`${key} was confirmed while its money is in a case`);
    if (!isDomainError(error)) return;
    if (!["IN_DISPUTE", "BUSY", "SERVICE_UNAVAILABLE"].includes(error.code)) throw new Violation(`${key} was refused with ${error.code}`);
  }

  /** What its people do in this round, one thing at most. */
  async act(): Promise<void> {
    const { seen } = this;
    if (seen === null || seen.over) return;
    const { plan } = this.#about;
    if (seen.status === "open" && this.#before !== "done") return this.#inVain(seen);
    if (this.#ends(seen)) return this.#finish(seen);
    if (seen.status === "open" && plan.end !== "silent") return this.#stateOther(seen);
    if (seen.status === "in_progress") return this.#mediate(seen);
    if (seen.status === "ruled") return this.#appeal(seen);
  }

  #ends({ status, offer }: CaseSeen): boolean {
    const { end, when, offeredBy } = this.#about.plan;
    if (end === "ruled" || end === "silent") return false;
    return status === when || (end === "settled" && offer?.by === offeredBy && this.#offers > 0);
  }

  /** What is offered before the end, and answered no. */
  async #inVain(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    const { before, opener, end } = plan;
    // A side that is to be silent says nothing to an offer either.
    const answered = before === "declined" || before === "more time";
    const possible = !(end === "silent" && answered) && !(end === "settled" && before === "left") && plan.when === "open";
    if (before === "nothing" || !possible) {
      this.#before = "done";
      return this.act();
    }
    const [from, to] = [sides[opener], sides[otherSide(opener)]];
    const { cases } = this.#scene;
    if (this.#before === "to do") {
      const kind = before === "more time" ? "time" : "split";
      this.#before = before === "left" ? "done" : "waits";
      if (before === "left") this.#hit("offer left unanswered");
      const wanted = kind === "time" ? { until: this.#in(6) } : { shares: this.#shares() };
      return this.#does({ name: "offer-in-vain", who: from, exclusive: true }, (ctx) =>
        cases.offerSettlement(ctx, { ...this.#case(seen), kind, ...wanted }),
      );
    }
    this.#before = "done";
    if (seen.offer === null || this.#expired(seen.offer)) return;
    const offer = { ...this.#id(seen), settlementId: publicId("settlement", seen.offer.id), version: seen.offer.version };
    if (before === "taken back") {
      this.#hit("offer taken back");
      return this.#does({ name: "take-back", who: from, exclusive: true }, (ctx) => cases.withdrawSettlement(ctx, offer));
    }
    this.#hit(before === "declined" ? "offer declined" : "more time agreed in a case");
    const answer = before === "declined" ? "decline" : "accept";
    return this.#does({ name: "answer-in-vain", who: to, exclusive: true }, (ctx) => cases.answerSettlement(ctx, { ...offer, answer }));
  }

  async #stateOther(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    this.#hit("both stated");
    const input = { ...this.#case(seen), statement: "It is just as we agreed." };
    const who = sides[otherSide(plan.opener)];
    await this.#does({ name: "state", who, exclusive: true }, (ctx) => this.#scene.cases.state(ctx, input));
  }

  async #finish(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    const { cases } = this.#scene;
    if (plan.end === "settled") return this.#settle(seen);
    if (plan.end === "withdrawn") {
      this.#hit("case withdrawn");
      const who = sides[plan.opener];
      return this.#does({ name: "withdraw", who, exclusive: true }, (ctx) => cases.withdraw(ctx, this.#case(seen)));
    }
    const by = plan.end === "opener concedes" ? plan.opener : otherSide(plan.opener);
    this.#conceded = by;
    this.#hit(by === plan.opener ? "conceded by who opened" : "conceded by the other");
    return this.#does({ name: "concede", who: sides[by], exclusive: true }, (ctx) => cases.concede(ctx, this.#case(seen)));
  }

  async #settle(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    const { settledBy: kind, offeredBy } = plan;
    const { offer } = seen;
    if (offer === null) {
      this.#offers += 1;
      const wanted = isAgain(kind) ? { until: this.#in(AGAIN_DAYS) } : kind === "split" ? { shares: this.#shares() } : {};
      const step = { name: `offer-${this.#offers}`, who: sides[offeredBy], exclusive: true };
      return this.#does(step, (ctx) => this.#scene.cases.offerSettlement(ctx, { ...this.#case(seen), kind, ...wanted }));
    }
    // Its timer ends it, and it is made again.
    if (this.#expired(offer)) return;
    this.#hit(`settled by ${kind}`);
    const answer = { settlementId: publicId("settlement", offer.id), version: offer.version, answer: "accept" } as const;
    const step = { name: `accept-${this.#offers}`, who: sides[otherSide(offeredBy)], exclusive: true };
    return this.#does(step, (ctx) => this.#scene.cases.answerSettlement(ctx, { ...this.#id(seen), ...answer }));
  }

  async #mediate(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    const { cases, people } = this.#scene;
    const mediator = people.resolvers.find(({ id }) => id === seen.mediatorId);
    if (!mediator) throw new Violation(`${this.#about.key} is ruled on by somebody who may not`);
    const first = seen.mediators === 1;
    if (plan.mediator === "never comes" || (plan.mediator === "oversleeps" && first)) {
      if (!this.#changed) this.#hit("mediator overslept");
      this.#changed = true;
      return;
    }
    if (plan.mediator === "recuses" && first) {
      this.#hit("mediator recused");
      return this.#does({ name: "recuse", who: mediator }, (ctx) => cases.recuse(ctx, this.#case(seen)));
    }
    if (plan.mediator === "is changed" && !this.#changed) {
      this.#changed = true;
      this.#hit("mediator changed");
      const step = { name: "change", who: sides[plan.opener], exclusive: true };
      return this.#does(step, (ctx) => cases.changeMediator(ctx, { ...this.#case(seen), reason: "They know each other." }));
    }
    if (seen.evidenceUntil !== null && seen.evidenceUntil.getTime() > this.#scene.clock.ms) return;
    const outcome = seen.round === 0 ? plan.ruling : plan.final;
    this.#hit(`ruled ${outcome}`);
    const divides = outcome === "split" || outcome === "compensation";
    const wanted = outcome === "replacement" ? { until: this.#in(AGAIN_DAYS) } : divides ? { shares: this.#shares() } : {};
    const ruling = { ...this.#case(seen), outcome, reasons: WORDS, ...wanted };
    await this.#does({ name: `rule-${seen.round}`, who: mediator }, (ctx) => cases.rule(ctx, ruling));
  }

  async #appeal(seen: CaseSeen): Promise<void> {
    const { plan, sides } = this.#about;
    const { appeal } = plan;
    if (appeal === "nobody" || seen.appealBy === null || seen.appealBy.getTime() <= this.#scene.clock.ms) return;
    this.#hit("ruling appealed");
    const input = { ...this.#case(seen), statement: "The ruling overlooks what I have shown." };
    await this.#does({ name: "appeal", who: sides[appeal], exclusive: true }, (ctx) => this.#scene.cases.appeal(ctx, input));
  }

  /** What of a part went to the seller by the case, before the fee; null where the case did not divide it. */
  released(tranche: number): bigint | null {
    const { plan, parts } = this.#about;
    const part = parts.find((one) => one.tranche === tranche);
    const percent = this.seen === null ? null : toSellerBy(plan, this.seen, this.#conceded);
    return part === undefined || percent === null ? null : (part.amount * BigInt(percent)) / 100n;
  }

  /** Shows its people how it stands; counts how it ended. */
  look(seen: CaseSeen | null): void {
    this.seen = seen;
    if (seen === null || !seen.over || this.#told) return;
    this.#told = true;
    const { status, executed, round } = seen;
    if (status === "resolved" && executed?.defaulted === true) this.#hit("silence decided");
    if (status === "resolved" && round === 1 && executed?.round === 0) this.#hit("first ruling upheld");
    if (status === "lapsed") this.#hit("nobody ever ruled");
    if (this.#about.plan.end === "silent") this.#hit("one side silent");
  }

  #hit(what: QuarrelHit): void {
    this.#scene.hit(what);
  }

  #shares(): ShareView[] {
    return this.#about.parts.map(({ tranche, amount }) => {
      const release = (amount * BigInt(this.#about.plan.toSeller)) / 100n;
      return { tranche, release: release.toString(), refund: (amount - release).toString() };
    });
  }

  #id({ id }: CaseSeen): { caseId: string } {
    return { caseId: publicId("case", id) };
  }

  #case(seen: CaseSeen): { caseId: string; version: number } {
    return { ...this.#id(seen), version: seen.version };
  }

  #in(days: number): string {
    return new Date(this.#scene.clock.ms + days * DAY_MS).toISOString();
  }

  #expired({ expiresAt }: { readonly expiresAt: string }): boolean {
    return new Date(expiresAt).getTime() <= this.#scene.clock.ms;
  }

  async #does(step: Step, verb: (ctx: Ctx) => Promise<Json>): Promise<void> {
    await this.#step(step, (ctx) => proved(ctx, verb));
  }

  #step<T extends Json>({ name, who, exclusive = false }: Step, verb: (ctx: Ctx) => Promise<T>): Promise<T> {
    const { key, callers } = this.#about;
    return together(this.#scene, callers, { key: `${key}-${name}`, who, exclusive, verb });
  }
}
