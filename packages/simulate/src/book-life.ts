import { type AccountKey, type Journal, journalId, type Leg, portions } from "@amanat/ledger";
import { type Dice, insist, type Tally, Violation } from "@amanat/lives";

/** Where a deal's money can lie. */
export const POTS = ["received", "held", "disputed", "releasable", "refundable", "payout_in_flight"] as const;
export type Pot = (typeof POTS)[number];

const SELLER = "seller";
const BUYER = "buyer";
/** Payouts go to the person whose pot they come from; this model lets a deal have one on its way at a time. */
type Party = typeof SELLER | typeof BUYER;

const MOST_RIVALS = 5;

/** A way into the ledger: alone, or gathered with others'. */
export type Posting = (journal: Journal) => Promise<string>;

/** What everybody's books need in common. */
export type Books = { asset: string; seed: number; ways: readonly [Posting, ...Posting[]]; tally: Tally };

/**
 * One deal as the ledger sees it: journals and nothing else. Keeps its own books in plain numbers, and compares every answer
 * with what they say.
 */
export class BookLife {
  readonly scope: string;
  readonly pots: Record<Pot, bigint> = { received: 0n, held: 0n, disputed: 0n, releasable: 0n, refundable: 0n, payout_in_flight: 0n };
  funded = 0n;
  out = 0n;
  fees = 0n;
  /** What each address took in, less what it gave out. */
  readonly custody = new Map<string, bigint>();
  readonly #books: Books;
  readonly #dice: Dice;
  readonly #address: string;
  readonly #posting: Posting;
  #flying: Party = SELLER;
  #left: number;
  #posted: Journal[] = [];
  #journals = 0;

  constructor(books: Books, ordinal: number, dice: Dice) {
    this.#books = books;
    this.#dice = dice;
    this.scope = journalId("simulation", String(books.seed), "deal", ordinal);
    this.#address = `0x${(ordinal % 50).toString(16).padStart(40, "0")}`;
    this.#posting = dice.pick(books.ways);
    this.#left = 3 + dice.below(6);
  }

  get over(): boolean {
    return this.#left <= 0 && POTS.every((pot) => this.pots[pot] === 0n);
  }

  /** Takes one step: something that can be done, or something that must be refused. */
  async step(): Promise<void> {
    this.#left -= 1;
    if (this.#left <= 0) return this.#wrapUp();
    const what = this.#dice.weighted({ move: 60, again: 8, changed: 6, "too much": 8, twins: 8, rivals: 6, "same coin": 4 });
    switch (what) {
      case "again":
        return this.#again();
      case "changed":
        return this.#changed();
      case "too much":
        return this.#tooMuch();
      case "twins":
        return this.#twins();
      case "rivals":
        return this.#rivals();
      case "same coin":
        return this.#sameCoin();
      default:
        return this.#post(this.#move());
    }
  }

  /** Brings what is left out of the house. */
  #wrapUp(): Promise<void> {
    const { pots } = this;
    if (pots.payout_in_flight > 0n) return this.#post(this.#settle());
    if (pots.disputed > 0n) return this.#post(this.#ruling());
    if (pots.held > 0n) return this.#post(this.#release(pots.held));
    if (pots.releasable > 0n || pots.refundable > 0n) return this.#post(this.#start());
    return Promise.resolve();
  }

  #move(): Leg[] {
    const { pots } = this;
    const can = {
      deposit: this.funded === 0n ? 1_000 : 8,
      hold: pots.held > 0n ? 20 : 0,
      lift: pots.disputed > 0n ? 10 : 0,
      ruling: pots.disputed > 0n ? 10 : 0,
      release: pots.held > 0n ? 20 : 0,
      refund: pots.held > 0n ? 10 : 0,
      start: pots.payout_in_flight === 0n && (pots.releasable > 0n || pots.refundable > 0n) ? 30 : 0,
      settle: pots.payout_in_flight > 0n ? 30 : 0,
      back: pots.payout_in_flight > 0n ? 10 : 0,
    };
    switch (this.#dice.weighted(can)) {
      case "hold":
        return [this.#leg("held", "disputed", this.#part(pots.held), "dispute_hold")];
      case "lift":
        return [this.#leg("disputed", "held", this.#part(pots.disputed), "dispute_lift")];
      case "ruling":
        return this.#ruling();
      case "release":
        return this.#release(this.#part(pots.held));
      case "refund":
        return [this.#leg("held", "refundable", this.#part(pots.held), "refund")];
      case "start":
        return this.#start();
      case "settle":
        return this.#settle();
      case "back":
        return [this.#leg("payout_in_flight", this.#waiting(), pots.payout_in_flight, "payout_return")];
      default:
        return this.#deposit();
    }
  }

  #amount(): bigint {
    const digits = this.#dice.weighted({ one: 1, some: 12, most: 1 });
    if (digits === "one") return 1n;
    const head = BigInt(1 + this.#dice.below(999_999_999));
    return digits === "some" ? head * 10n ** BigInt(this.#dice.below(16)) : head * 10n ** 60n;
  }

  #part(whole: bigint): bigint {
    if (this.#dice.chance(40)) return whole;
    const part = (whole * BigInt(1 + this.#dice.below(1_000))) / 1_000n;
    return part > 0n ? part : whole;
  }

  #deposit(): Leg[] {
    const [amount, excess] = [this.#amount(), this.#dice.chance(20) ? this.#amount() : 0n];
    const legs: Leg[] = [
      {
        debit: this.#custody(),
        credit: this.#account("received"),
        amount: amount + excess,
        code: "deposit",
        chainRef: `simulated:${this.scope}:${this.#journals}`,
      },
      this.#leg("received", "held", amount, "allocate"),
    ];
    if (excess > 0n) legs.push(this.#leg("received", "refundable", excess, "excess"));
    return legs;
  }

  #release(amount: bigint): Leg[] {
    return this.#shares("held", amount, [9_900n, 0n, 100n]);
  }

  #ruling(): Leg[] {
    return this.#shares("disputed", this.pots.disputed, [1n + BigInt(this.#dice.below(99)), BigInt(this.#dice.below(99)), 1n]);
  }

  /** To the seller, back to the buyer, and the fee; every unit of it. */
  #shares(from: Pot, whole: bigint, weights: readonly bigint[]): Leg[] {
    const [release = 0n, refund = 0n, fee = 0n] = portions(whole, weights);
    return [
      this.#leg(from, "releasable", release, "release"),
      this.#leg(from, "refundable", refund, "refund"),
      { debit: this.#account(from), credit: { kind: "platform_fee", asset: this.#books.asset }, amount: fee, code: "fee" } as const,
    ].filter(({ amount }) => amount > 0n);
  }

  #start(): Leg[] {
    this.#flying = this.pots.releasable > 0n ? SELLER : BUYER;
    return [this.#leg(this.#waiting(), "payout_in_flight", this.pots[this.#waiting()], "payout_start")];
  }

  #settle(): Leg[] {
    const amount = this.pots.payout_in_flight;
    const chainRef = `simulated:${this.scope}:${this.#journals}`;
    return [{ debit: this.#account("payout_in_flight"), credit: this.#custody(), amount, code: "payout_settle", chainRef }];
  }

  #waiting(): Pot {
    return this.#flying === SELLER ? "releasable" : "refundable";
  }

  #custody(): AccountKey {
    return { kind: "custody", party: this.#address, asset: this.#books.asset };
  }

  #account(pot: Pot): AccountKey {
    const { asset } = this.#books;
    const party = { releasable: SELLER, refundable: BUYER, payout_in_flight: this.#flying, received: "", held: "", disputed: "" }[pot];
    return { kind: pot, scope: this.scope, party, asset };
  }

  #leg(from: Pot, to: Pot, amount: bigint, code: Leg["code"]): Leg {
    return { debit: this.#account(from), credit: this.#account(to), amount, code };
  }

  #journal(legs: Leg[]): Journal {
    this.#journals += 1;
    return { id: journalId("simulation", this.scope, "step", this.#journals), legs };
  }

  async #post(legs: Leg[]): Promise<void> {
    const journal = this.#journal(legs);
    await this.#expect(journal, ["done", "replayed"]);
    this.#note(journal);
  }

  /** Asks, and asks again when nobody answered: then what was done the first time is a replay. */
  async #ask(journal: Journal): Promise<string> {
    return insist(() => this.#posting(journal));
  }

  async #expect(journal: Journal, answers: readonly string[]): Promise<void> {
    const answer = await this.#ask(journal);
    if (!answers.includes(answer)) throw new Violation(`journal ${journal.id} was answered ${answer}, not ${answers.join(" or ")}`);
  }

  #again(): Promise<void> {
    const [before] = this.#posted.slice(-1 - this.#dice.below(3));
    if (!before) return this.#post(this.#move());
    this.#books.tally.add("journal posted again");
    return this.#expect(before, ["replayed"]);
  }

  #changed(): Promise<void> {
    const before = this.#posted.at(-1);
    const [leg] = before?.legs ?? [];
    if (!before || !leg) return this.#post(this.#move());
    this.#books.tally.add("journal posted again, changed");
    return this.#expect({ id: before.id, legs: [{ ...leg, amount: leg.amount + 1n }, ...before.legs.slice(1)] }, ["conflict"]);
  }

  #tooMuch(): Promise<void> {
    this.#books.tally.add("more than is there");
    return this.#expect(this.#journal([this.#leg("held", "releasable", this.pots.held + 1n, "release")]), ["insufficient"]);
  }

  async #twins(): Promise<void> {
    const journal = this.#journal(this.#move());
    this.#books.tally.add("twins of one journal");
    const answers = await Promise.all(Array.from({ length: 2 + this.#dice.below(MOST_RIVALS) }, () => this.#ask(journal)));
    const strange = answers.find((answer) => answer !== "done" && answer !== "replayed");
    if (strange) throw new Violation(`twins of journal ${journal.id} were answered ${strange}`);
    this.#note(journal);
  }

  /** Several want all of it, each with a journal of their own. */
  async #rivals(): Promise<void> {
    if (this.pots.held === 0n) return this.#post(this.#move());
    this.#books.tally.add("rivals for the same money");
    const rivals = Array.from({ length: 2 + this.#dice.below(MOST_RIVALS) }, () => this.#journal(this.#release(this.pots.held)));
    const answers = await Promise.all(rivals.map((rival) => this.#ask(rival)));
    const winners = rivals.filter((_, index) => answers[index] === "done" || answers[index] === "replayed");
    const [winner] = winners;
    if (!winner || winners.length > 1 || answers.some((answer) => answer === "conflict"))
      throw new Violation(`${rivals.length} rivals for ${this.scope} were answered ${answers.join(", ")}`);
    this.#note(winner);
  }

  /** One on-chain transfer, told twice under different names. */
  #sameCoin(): Promise<void> {
    const deposit = this.#posted.find(({ legs }) => legs[0]?.chainRef !== undefined);
    if (!deposit) return this.#post(this.#move());
    this.#books.tally.add("one coin told twice");
    return this.#expect(this.#journal([...deposit.legs]), ["conflict", "insufficient"]);
  }

  /** Writes a journal into this deal's own books. */
  #note(journal: Journal): void {
    this.#posted.push(journal);
    for (const { debit, credit, amount, code } of journal.legs) {
      for (const [{ kind, party = "" }, change] of [
        [debit, -amount],
        [credit, amount],
      ] as const) {
        if (kind === "custody") this.custody.set(party, (this.custody.get(party) ?? 0n) - change);
        else if (kind === "platform_fee") this.fees += change;
        else this.pots[kind as Pot] += change;
      }
      if (code === "allocate" || code === "excess") this.funded += amount;
      if (code === "payout_settle") this.out += amount;
    }
  }

  /** All that was funded is somewhere: the equation of docs/specs/escrow-state-machine.md, in this deal's own books. */
  get balanced(): boolean {
    const { held, disputed, releasable, refundable, payout_in_flight: inFlight } = this.pots;
    return this.funded === held + disputed + releasable + refundable + inFlight + this.out + this.fees;
  }
}
