import { type Coalescer, custody, openCoalescer, tryPost } from "@amanat/ledger";
import { TENANT_ID } from "@amanat/db";
import { BookLife, type Books, type Posting, type Pot, POTS } from "./book-life.ts";
import { Dice, eachOf, insist, Violation } from "@amanat/lives";
import type { World } from "./world.ts";

/** An asset of its own: what people pay on the chain is another. */
const ASSET = "eip155:424242/erc20:0x00000000000000000000000000000000000b00c5";
const BOOK_DICE = 500_000_000;
/** Deals at once, so that batches of the coalescer are full and their journals of many deals. */
const AT_ONCE = 200;
const STEPS_PER_ROUND = 6;

/** Deals that are lived in the ledger alone, many at a time. */
export class Bookkeeping {
  readonly #world: World;
  readonly #books: Books;
  readonly #coalescer: Coalescer;
  readonly #lives: BookLife[];
  #begun = 0;
  #living: BookLife[] = [];

  constructor(world: World, seed: number, deals: number) {
    this.#world = world;
    this.#coalescer = openCoalescer({ pool: world.db.pool, tenantId: TENANT_ID, connections: 2 });
    const alone: Posting = (journal) => tryPost(world.system(), journal);
    // One in four goes with others: a batch that holds a refusal is taken back and posted one by one, which takes its time.
    this.#books = { asset: ASSET, seed, ways: [alone, alone, alone, (journal) => this.#coalescer.post(journal)], tally: world.tally };
    this.#lives = Array.from({ length: deals }, (_, ordinal) => new BookLife(this.#books, ordinal, new Dice(seed, BOOK_DICE + ordinal)));
  }

  get over(): boolean {
    return this.#begun === this.#lives.length && this.#living.length === 0;
  }

  /** Some steps of everybody alive, `born` of them new; then their books against the ledger's. */
  async round(born: number): Promise<void> {
    const acting = [...this.#living, ...this.#lives.slice(this.#begun, this.#begun + born)];
    this.#begun = Math.min(this.#lives.length, this.#begun + born);
    await eachOf(acting, AT_ONCE, async (life) => {
      for (let step = 0; step < STEPS_PER_ROUND && !life.over; step += 1) await life.step();
    });
    await this.#compare(acting);
    this.#living = acting.filter((life) => !life.over);
  }

  /** Every pot of every deal, in one look. */
  async #compare(lives: readonly BookLife[]): Promise<void> {
    const { rows } = await insist(() =>
      this.#world.db.pool.query<{ scope: string; pots: Record<string, string> }>(
        `SELECT scope, jsonb_object_agg(kind, amount::text) AS pots FROM (
           SELECT a.scope, a.kind, sum(b.amount) AS amount FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
           WHERE a.scope = ANY ($1::text[]) GROUP BY a.scope, a.kind) AS each GROUP BY scope`,
        [lives.map(({ scope }) => scope)],
      ),
    );
    const found = new Map(rows.map(({ scope, pots }) => [scope, pots]));
    for (const life of lives) {
      if (!life.balanced) throw new Violation(`deal ${life.scope} does not add up in its own books`);
      for (const pot of POTS) {
        const says = BigInt(found.get(life.scope)?.[numberOf(pot)] ?? "0");
        if (says !== life.pots[pot]) throw new Violation(`deal ${life.scope}: ${pot} is ${says}, must be ${life.pots[pot]}`);
      }
    }
  }

  /** At the end: every address and the fees, to the unit. Answers a line per deal. */
  async settleAccounts(): Promise<string[]> {
    const expected = new Map<string, bigint>();
    for (const life of this.#lives)
      for (const [address, amount] of life.custody) expected.set(address, (expected.get(address) ?? 0n) + amount);
    const { addresses, accounts } = await insist(() => custody(this.#world.system()));
    for (const { address, asset, amount } of addresses)
      if (asset === ASSET && amount !== expected.get(address))
        throw new Violation(`${address} holds ${amount} by the ledger, must be ${expected.get(address)}`);
    const fees = this.#lives.reduce((sum, life) => sum + life.fees, 0n);
    const taken = accounts.find(({ kind, asset }) => kind === "platform_fee" && asset === ASSET)?.balance ?? 0n;
    if (taken !== fees) throw new Violation(`the fees are ${taken} by the ledger, must be ${fees}`);
    return this.#lives.map(({ scope, funded, out, fees: fee }) => `${scope} funded ${funded} out ${out} fees ${fee}`);
  }

  close(): Promise<void> {
    return this.#coalescer.close();
  }
}

/** A kind's number in the database. */
const NUMBERS: Readonly<Record<Pot, string>> = {
  received: "2",
  held: "3",
  disputed: "4",
  releasable: "5",
  refundable: "6",
  payout_in_flight: "7",
};
const numberOf = (pot: Pot): string => NUMBERS[pot];
