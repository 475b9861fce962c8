/** Proves that a story ends with the same books, at whichever line our process dies. */
import { type FreshDatabase, freshDatabase } from "@amanat/testing";
import { afterAll, describe, expect, test } from "vitest";
import type { Books } from "./books.ts";
import { EVERY, SEED } from "./config.ts";
import { type Place, type Tale, tell, type Told } from "./crash.ts";

/** In the short form, of so many lines that end something, and of so many others, one is tried. */
const ONE_OF_ENDS = 4;
const ONE_OF = 48;
/** Deaths tried alone in the short form. */
const ALONE = 1;
/** The verifier reads all of a database at the end of each telling: it gets a new one before that takes long. */
const TELLINGS = 30;
const LONG = EVERY ? 4 * 3_600_000 : 120_000;

/** How the story ends, worked out by hand. What is not named here has to be as it is where nobody dies. */
export type Ends = Pick<Books, "accounts" | "payouts" | "chain">;

export function provedByCrashing(tale: Tale & { ends: Ends }): void {
  const { ends } = tale;
  describe(tale.name, () => {
    const teller = new Teller(tale);
    let deaths = 0;
    afterAll(() => teller.end());

    test("nobody dies", { timeout: LONG }, async () => {
      const { accounts, payouts, chain } = (await teller.undisturbed()).books;
      expect({ accounts, payouts, chain }).toEqual(ends);
    });

    test("one after the other dies, each at a line further on", { timeout: LONG }, async () => {
      const { books } = await teller.undisturbed();
      const died = new Set<string>();
      const told = await teller.tell((place) => {
        const line = `${place.step} ${lineOf(place)}`;
        if (died.has(line) || !(EVERY || chosen(line, endsSomething(place) ? ONE_OF_ENDS : ONE_OF))) return false;
        died.add(line);
        return true;
      });
      expect(told.books).toEqual(books);
      expect(told.deaths).toBe(died.size);
      expect(told.deaths).toBeGreaterThan(EVERY ? 10 : 3);
      deaths = told.deaths;
    });

    test("one dies, at a line alone", { timeout: LONG }, async () => {
      const { books, lines } = await teller.undisturbed();
      const tried = toTry(lines);
      for (const index of tried) {
        let at = -1;
        const told = await teller.tell(() => {
          at += 1;
          return at === index;
        });
        const where = `dying at line ${index}: ${JSON.stringify(lines[index])}`;
        expect(told.deaths, where).toBe(1);
        expect(told.books, where).toEqual(books);
      }
      if (EVERY) process.stdout.write(`${lines.length} lines, ${deaths} deaths one after the other and ${tried.length} alone\n`);
    });
  });
}

/** Tells one tale again and again. */
class Teller {
  readonly #tale: Tale;
  #fresh: FreshDatabase | null = null;
  #told = 0;
  #undisturbed: Promise<Told> | null = null;

  constructor(tale: Tale) {
    this.#tale = tale;
  }

  async tell(dies: (place: Place) => boolean): Promise<Told> {
    if (this.#told === TELLINGS) await this.end();
    this.#told += 1;
    return tell(this.#tale, (this.#fresh ??= await freshDatabase({ poolSize: 4 })), dies);
  }

  undisturbed(): Promise<Told> {
    return (this.#undisturbed ??= this.tell(() => false));
  }

  async end(): Promise<void> {
    await this.#fresh?.drop();
    [this.#fresh, this.#told] = [null, 0];
  }
}

/** A line of code, as far as it can be seen from outside: the statement, and how far into its transaction it is. */
const lineOf = ({ name, nth, text }: Place) => `${name} ${nth} ${text}`;
const endsSomething = ({ text }: Place) => text.endsWith(", done");
const chosen = (line: string, oneOf: number) => hash(`${SEED} ${line}`) % oneOf === 0;

/**
 * Lines that leave something of their own behind when they are the last: before and after each commit, each statement outside a
 * transaction, each call. Inside a transaction all lines leave the same, nothing. Of the times that a line comes the seed chooses one; in
 * the short form it also chooses a few of the lines.
 */
function toTry(lines: readonly Place[]): number[] {
  const times = new Map<string, number[]>();
  for (const [index, place] of lines.entries())
    if (place.nth === null || place.text.startsWith("COMMIT")) times.set(lineOf(place), [...(times.get(lineOf(place)) ?? []), index]);
  const each = [...times].map(([line, found]) => found[hash(`${SEED} ${line}`) % found.length] ?? 0);
  return EVERY ? each : each.toSorted((a, b) => hash(`${SEED} ${a}`) - hash(`${SEED} ${b}`)).slice(0, ALONE);
}

/** FNV-1a: the same choice for the same seed, and no other order in it. */
function hash(text: string): number {
  let sum = 0x81_1c_9d_c5;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01_00_01_93) >>> 0;
  return sum;
}
