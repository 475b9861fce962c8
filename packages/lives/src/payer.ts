import { publicId } from "@amanat/contracts";
import { COUNTERFEIT, TOKEN } from "@amanat/payment/testing";
import type { HostileChain, Place } from "./chain.ts";
import type { Dice } from "./dice.ts";
import type { Scene } from "./scene.ts";

/** How somebody pays, and how it is told of. */
export type Paying = {
  readonly payment: "exact" | "never" | "late" | "short, then the rest" | "short" | "over" | "twice" | "wrong token first";
  readonly reorg: "none" | "mined again" | "gone";
  /** Webhooks: copies of each, rounds they come late, and whether they come backwards. */
  readonly copies: number;
  readonly delay: number;
  readonly backwards: boolean;
};

export function drawPaying(dice: Dice): Paying {
  return {
    payment: dice.weighted({
      exact: 62,
      never: 8,
      late: 6,
      "short, then the rest": 6,
      short: 4,
      over: 5,
      twice: 5,
      "wrong token first": 4,
    }),
    reorg: dice.weighted({ none: 88, "mined again": 9, gone: 3 }),
    copies: 1 + (dice.chance(20) ? 1 + dice.below(3) : 0),
    delay: dice.chance(15) ? 1 + dice.below(4) : 0,
    backwards: dice.chance(20),
  };
}

/** What a payer sees: the address of the intent, once it has one, and whether the scanner knows it. */
export type ToPay = { readonly intentId: string; readonly depositAddress: string | null; readonly watched: boolean };
type Due = { readonly round: number; readonly amount: bigint; readonly token: string };

/** A buyer's wallet: it pays when it means to, whatever has become of the deal. */
export class Payer {
  /** What stands on the chain, in its token: also what others have paid to this address. */
  paid = 0n;
  readonly chain: HostileChain;
  readonly #scene: Scene;
  readonly #price: bigint;
  readonly #paying: Paying;
  #due: Due[] | null = null;
  #reorganised = false;

  constructor(scene: Scene, { chain, price, paying }: { chain: HostileChain; price: bigint; paying: Paying }) {
    this.#scene = scene;
    this.chain = chain;
    this.#price = price;
    this.#paying = paying;
  }

  /** Pays nothing any more. */
  get done(): boolean {
    return (this.#due ?? this.#payments(0)).length === 0;
  }

  pay(round: number, { intentId, depositAddress: to, watched }: ToPay, closed: boolean): void {
    if (to === null || !watched) return;
    if (this.#paying.payment === "late" && !closed) return;
    if (this.#due === null) {
      this.#count();
      this.#due = this.#payments(round);
    }
    const now = this.#due.filter((due) => due.round <= round);
    this.#due = this.#due.filter((due) => due.round > round);
    for (const due of now) this.#transfer(round, intentId, to, due, closed);
  }

  #transfer(round: number, intentId: string, to: string, { amount, token }: Due, closed: boolean): void {
    const { scanner } = this.#scene;
    const { chain } = this;
    const place = chain.pay(to, amount, token);
    const about = { targetId: publicId("intent", intentId), chain, to, amount, token };
    const reports = [{ event: "payment.detected", place, ...about } as const];
    if (token === TOKEN) {
      if (closed) this.#scene.hit("late payment");
      const final = this.#reorganise(round, place, to, amount);
      this.paid += final === null ? 0n : amount;
      if (final !== place) {
        const again = final === null ? [] : [{ event: "payment.detected", place: final, ...about } as const];
        scanner.tell(round, [...reports, { event: "payment.reorged", place, ...about }, ...again], this.#paying);
        return;
      }
    } else this.#scene.hit("wrong token");
    scanner.tell(round, reports, this.#paying);
    if (this.#paying.copies > 2) scanner.forge(round, { event: "payment.detected", place, ...about, amount: amount * 2n });
  }

  /** Where the payment is after the reorg of its plan; null when it is nowhere, and will be made once more. */
  #reorganise(round: number, place: Place, to: string, amount: bigint): Place | null {
    const { reorg } = this.#paying;
    if (reorg === "none" || this.#reorganised) return place;
    this.#reorganised = true;
    const again = reorg === "mined again";
    this.#scene.hit(again ? "reorg, payment mined again" : "reorg, payment gone for good");
    if (!again) this.#due?.push({ round: round + 2, amount, token: TOKEN });
    return this.chain.reorganise(place, to, amount, again);
  }

  #count(): void {
    const { payment } = this.#paying;
    if (payment === "short" || payment === "short, then the rest") this.#scene.hit("short payment");
    if (payment === "over") this.#scene.hit("over-payment");
    if (payment === "twice") this.#scene.hit("second payment");
  }

  /** What the plan pays, in whole rounds from now. */
  #payments(round: number): Due[] {
    const price = this.#price;
    const part = price / 2n;
    const due = (amount: bigint, after = 0, token = TOKEN): Due[] => (amount > 0n ? [{ round: round + after, amount, token }] : []);
    switch (this.#paying.payment) {
      case "never":
        return [];
      case "short":
        return due(part);
      case "short, then the rest":
        return [...due(part), ...due(price - part, 2)];
      case "over":
        return due(price + part + 1n);
      case "twice":
        return [...due(price), ...due(price, 2)];
      case "wrong token first":
        return [...due(price, 0, COUNTERFEIT), ...due(price, 1)];
      default:
        return due(price);
    }
  }
}
