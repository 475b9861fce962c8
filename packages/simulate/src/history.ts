import { createHash } from "node:crypto";
import { Dice, eachOf, insist, type KindOfLife, type Life, Violation } from "@amanat/lives";
import { feeBps } from "@amanat/payment";
import { Bookkeeping } from "./bookkeeping.ts";
import { checkChain, checkLedger, checkLife, checkNothingLeft, checkRound, look } from "./reckoning.ts";
import { strangersPay } from "./strangers.ts";
import { approveAll, findGifts, moveMoney, sendWhatWaits, workUntilQuiet } from "./workers.ts";
import type { World } from "./world.ts";

export type HistoryOptions = {
  seed: number;
  /** Deals that people live through every verb, from the wish to the payout on chain. */
  lived: number;
  /** Deals that happen in the ledger alone. */
  booked: number;
  onProgress: (line: string) => void;
};

export type History = { rounds: number; transfers: number; ends: Readonly<Record<string, number>>; hash: string };

/** People who trade with each other. */
export const PEOPLE = 60;
/** Most deals that begin in one round, and fewest rounds a history takes. */
const BORN = 80;
const ROUNDS = 10;
const AT_ONCE = 20;
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** How far into a round everything that began in it is done; the rest is for money on its way. */
const SETTLED_MS = MINUTE;
const ROUND_MS = 2 * MINUTE;
/** Rounds between looks at the whole ledger; each look reads all of it. */
const WHOLE_EVERY = 16;
const KILL_EVERY = 12;
/** Rounds in which everything must have come to its end once no deal begins any more. */
const LAST_ROUNDS = 150;
/** Rounds' dice are named from here on, those that draw a deal's kind from there on; deals' from zero. */
const ROUND_DICE = 1_000_000_000;
const KIND_DICE = 1_500_000_000;

type Lived = { readonly kind: KindOfLife; readonly life: Life };

/** One history: who lives in it, and how far it is. */
class Telling {
  readonly #world: World;
  readonly #options: HistoryOptions;
  readonly #lives: Lived[];
  readonly #books: Bookkeeping;
  readonly #births: number;
  #living: Lived[] = [];
  /** Rounds for which nobody has the role to rule. */
  #awayFor = 0;

  constructor(world: World, options: HistoryOptions) {
    this.#world = world;
    this.#options = options;
    const { seed, lived, booked } = options;
    this.#lives = Array.from({ length: lived }, (_, n) => {
      const kind = new Dice(seed, KIND_DICE + n).pick(world.kinds);
      return { kind, life: kind.draw(world, n, new Dice(seed, n)) };
    });
    this.#books = new Bookkeeping(world, seed, booked);
    this.#births = Math.max(ROUNDS, Math.ceil(lived / BORN));
  }

  async tell(): Promise<History> {
    try {
      for (let round = 0; ; round += 1) {
        await this.#round(round).catch((error: unknown) => {
          throw error instanceof Violation ? new Violation(`round ${round}: ${error.message}`) : error;
        });
        if (round >= this.#births && (await this.#atRest())) return { rounds: round + 1, ...(await this.#settleAccounts()) };
        if (round > this.#births + LAST_ROUNDS) {
          if (this.#living.length === 0) await checkNothingLeft(this.#world);
          throw new Violation(`these deals never ended: ${this.#unfinished()}`);
        }
      }
    } finally {
      await this.#books.close();
    }
  }

  #unfinished(): string {
    return this.#living.map(({ kind, life }) => `${kind.kind} ${life.ordinal} (${life.status})`).join(", ");
  }

  async #round(round: number): Promise<void> {
    const born = (count: number): number => Math.ceil(count / this.#births);
    const size = born(this.#options.lived);
    const newborn = this.#lives.slice(round * size, (round + 1) * size);
    await this.#live(round, newborn);
    const touched = [...this.#living, ...newborn];
    await look(this.#world, touched);
    await checkRound(
      this.#world,
      touched.map(({ life }) => life),
    );
    if (round % WHOLE_EVERY === WHOLE_EVERY - 1) await checkLedger(this.#world);
    this.#living = touched.filter(({ life }) => !life.over);
    this.#options.onProgress(
      `round ${round + 1} (deals begin in ${this.#births}): ${this.#living.length} deals going on, ${this.#world.tally.total} faults so far`,
    );
  }

  async #live(round: number, newborn: readonly Lived[]): Promise<void> {
    const world = this.#world;
    const dice = new Dice(this.#options.seed, ROUND_DICE + round);
    const began = world.clock.ms;
    for (const chain of world.chains) chain.stir(dice);
    await this.#resolvers(dice);
    const steps = [
      ...this.#living.map(
        ({ life }) =>
          () =>
            life.act(round),
      ),
      ...newborn.map(
        ({ life }) =>
          () =>
            life.begin(round),
      ),
    ];
    await Promise.all([
      eachOf(steps, AT_ONCE, (step) => step()),
      this.#books.round(Math.ceil(this.#options.booked / this.#births)),
      sabotage(world, dice, round),
    ]);
    const living = this.#living.map(({ life }) => life);
    if (round < this.#births) strangersPay(world, dice, round, living);
    await world.scanner.deliver(round);
    await workUntilQuiet(world, dice, began + SETTLED_MS);
    await sendWhatWaits(world);
    await approveAll(world);
    await moveMoney(world, dice);
    world.clock.advance(Math.max(0, began + ROUND_MS - world.clock.ms));
    await jump(world, dice, round < this.#births);
  }

  /** Now and then nobody is there to rule, for some rounds. */
  async #resolvers(dice: Dice): Promise<void> {
    const leave = dice.chance(6);
    if (this.#awayFor > 0) {
      this.#awayFor -= 1;
      if (this.#awayFor === 0) await this.#world.resolversAway(false);
    } else if (leave) {
      this.#awayFor = 2 + dice.below(3);
      this.#world.hit("nobody to rule");
      await this.#world.resolversAway(true);
    }
  }

  async #atRest(): Promise<boolean> {
    if (this.#living.length > 0 || !this.#books.over || !this.#world.scanner.idle) return false;
    return checkNothingLeft(this.#world).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof Violation)) throw error;
        this.#options.onProgress(`not at rest: ${error.message}`);
        return false;
      },
    );
  }

  /** Everything once more at the end, against the chain and against what each deal must have come to. */
  async #settleAccounts(): Promise<Omit<History, "rounds">> {
    const world = this.#world;
    await look(world, this.#lives);
    const bps = BigInt(await insist(() => feeBps(world.system())));
    const ends: Record<string, number> = {};
    const hash = createHash("sha256");
    for (const { kind, life } of this.#lives) {
      const line = `${kind.kind} ${checkLife(life, bps)}`;
      this.#options.onProgress(line);
      hash.update(`${line}\n`);
      const end = `${kind.kind} ${life.status}`;
      ends[end] = (ends[end] ?? 0) + 1;
    }
    for (const line of await this.#books.settleAccounts()) hash.update(`${line}\n`);
    await findGifts(world);
    await checkChain(world);
    await checkNothingLeft(world);
    return { transfers: await checkLedger(world), ends, hash: hash.digest("hex") };
  }
}

/** Cuts connections while people are at work, and now and then the whole database. */
async function sabotage(world: World, dice: Dice, round: number): Promise<void> {
  if (round % KILL_EVERY === KILL_EVERY - 1) return world.killDatabase();
  const cuts = dice.chance(60) ? 1 + dice.below(3) : 0;
  for (let cut = 0; cut < cuts; cut += 1) await world.cutConnection();
}

/** Time usually goes by; now and then a lot of it, and more often once there is nothing left but to wait. */
async function jump(world: World, dice: Dice, busy: boolean): Promise<void> {
  const far = dice.weighted(busy ? { no: 88, minutes: 6, day: 3, fortnight: 3 } : { no: 70, minutes: 10, day: 5, fortnight: 15 });
  const down = far !== "no" && far !== "fortnight" && dice.chance(30);
  if (far !== "no") {
    world.hit(down ? "platform down" : "clock jumps");
    world.clock.advance(far === "minutes" ? 16 * MINUTE : far === "day" ? DAY : 15 * DAY);
  }
  if (!down) await world.upUntilNow();
}

/** Lives all deals to their ends, checking all the way. Throws a Violation with the round it happened in. */
export function liveThrough(world: World, options: HistoryOptions): Promise<History> {
  return new Telling(world, options).tell();
}
