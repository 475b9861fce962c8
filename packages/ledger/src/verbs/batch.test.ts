import { DomainError } from "@amanat/contracts";
import { newId, TENANT_ID } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AccountKey,
  accountsOf,
  type BatchOutcome,
  type Journal,
  type Leg,
  openCoalescer,
  postBatch,
  roller,
  trialBalance,
  tryPost,
} from "../index.ts";

const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});

const newAsset = () => `eip155:31337/erc20:0x${newId().replaceAll("-", "").padEnd(40, "0")}`;

type Books = ReturnType<typeof booksOf>;

/** A few accounts of one asset of its own, so that books can be compared. */
function booksOf(asset: string) {
  const purse = (party: string): AccountKey => ({ kind: "available", party, asset });
  const leg = (debit: AccountKey, credit: AccountKey, amount: bigint, code: Leg["code"] = "release"): Leg => ({
    debit,
    credit,
    amount,
    code,
  });
  return {
    asset,
    fill: (party: string, amount: bigint): Leg => leg({ kind: "operator", asset }, purse(party), amount, "operator_funding"),
    move: (from: string, to: string, amount: bigint): Leg => leg(purse(from), purse(to), amount),
    fee: (from: string, amount: bigint): Leg => leg(purse(from), { kind: "platform_fee", asset }, amount, "fee"),
    async balances(): Promise<Record<string, bigint>> {
      const accounts = await accountsOf(people.system(), { asset });
      return Object.fromEntries(accounts.map(({ kind, party, balance }) => [`${kind}${party}`, balance]));
    },
  };
}

const journal = (...legs: Leg[]): Journal => ({ id: newId(), legs });
const batch = (...journals: Journal[]): Promise<BatchOutcome[]> => postBatch(people.system(), journals);

describe("a batch", () => {
  test("posts everything at once, a later journal spending what an earlier one brought", async () => {
    const { fill, move, fee, balances } = booksOf(newAsset());
    const journals = [journal(fill("a", 100n)), journal(move("a", "b", 60n), fee("b", 1n)), journal(move("b", "c", 59n))];
    expect(await batch(...journals)).toEqual(["done", "done", "done"]);
    expect(await balances()).toEqual({ operator: -100n, availablea: 40n, availableb: 0n, availablec: 59n, platform_fee: 1n });
    expect(await batch(...journals)).toEqual(["replayed", "replayed", "replayed"]);
  });

  test("a refused journal does not spoil its neighbours, and changes nothing itself", async () => {
    const { fill, move, balances } = booksOf(newAsset());
    const [first, second] = [journal(fill("a", 100n)), journal(move("a", "b", 10n))];
    expect(await batch(first)).toEqual(["done"]);
    const answers = await batch(
      second,
      journal(move("a", "b", 1_000n)),
      // Its first leg would go through; its second does not.
      journal(move("a", "c", 1n), move("b", "c", 1_000n)),
      { ...first, legs: [fill("a", 101n)] },
      first,
      second,
      journal(move("b", "a", 5n)),
    );
    expect(answers).toEqual(["done", "insufficient", "insufficient", "conflict", "replayed", "replayed", "done"]);
    expect(await balances()).toMatchObject({ availablea: 95n, availableb: 5n });
    expect(await trialBalance(people.system())).not.toContainEqual(expect.objectContaining({ sum: expect.toSatisfy((sum) => sum !== 0n) }));
  });

  test("the database refuses what could not be encoded, journal by journal", async () => {
    const { fill, balances } = booksOf(newAsset());
    const good = { asset: newAsset(), dk: 13, ds: "", dp: "", ck: 8, cs: "", cp: "x", amount: "5", code: 1, ref: null };
    const bad = [[], [{ ...good, amount: "0" }], [{ ...good, amount: "1.5" }], [{ ...good, code: 99 }], [{ ...good, cs: null }]];
    const journals = [...bad, [good]].map((legs) => ({ id: newId(), legs }));
    const { rows } = await house.db.pool.query<{ outcomes: string[] }>("SELECT ledger.post_batch($1, $2) AS outcomes", [
      TENANT_ID,
      JSON.stringify(journals),
    ]);
    expect(rows[0]?.outcomes).toEqual([...bad.map(() => "malformed"), "done"]);
    await expect(postBatch(people.system(), [])).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(batch(journal(fill("a", 1n)), journal(fill("a", 0n)))).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await balances()).toEqual({});
  });

  test("answers and books are those of posting one by one, whatever is in it", async () => {
    const people4 = ["a", "b", "c", "d"];
    const step = fc.record({
      from: fc.constantFrom(...people4),
      to: fc.constantFrom(...people4),
      amount: fc.bigInt(1n, 60n),
      kind: fc.constantFrom("fill", "move", "move", "fee", "twin", "changed"),
    });
    const journalsOf = (books: Books, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], ids: readonly string[]) =>
      steps.map(({ from, to, amount, kind }, index): Journal => {
        const legs =
          kind === "fill"
            ? [books.fill(from, amount)]
            : kind === "fee" || from === to
              ? [books.fee(from, amount)]
              : [books.move(from, to, amount), books.fee(to, 1n)];
        const id = (kind === "twin" || kind === "changed" ? ids[index - 1] : ids[index]) ?? newId();
        return { id, legs };
      });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const [together, singly] = [booksOf(newAsset()), booksOf(newAsset())];
        const [one, other] = [steps.map(() => newId()), steps.map(() => newId())];
        const answers = await batch(...journalsOf(together, steps, one));
        const expected: string[] = [];
        for (const each of journalsOf(singly, steps, other)) expected.push(await tryPost(people.system(), each));
        expect(answers).toEqual(expected);
        expect(await together.balances()).toEqual(await singly.balances());
      }),
      { numRuns: 30 },
    );
  });

  test("the sequences and running balances it writes are gapless and true", async () => {
    const { rows } = await house.db.pool.query(`
      WITH touch AS (
        SELECT debit AS account, debit_seq AS seq, debit_after AS after, -amount AS change FROM ledger.transfer WHERE debit_seq IS NOT NULL
        UNION ALL SELECT credit, credit_seq, credit_after, amount FROM ledger.transfer WHERE credit_seq IS NOT NULL
      )
      SELECT account, seq FROM (
        SELECT *, lag(seq, 1, 0::bigint) OVER w AS before, lag(after, 1, 0::numeric) OVER w AS was FROM touch WINDOW w AS (PARTITION BY account ORDER BY seq)
      ) chain WHERE seq <> before + 1 OR after <> was + change OR after < 0`);
    expect(rows).toEqual([]);
  });

  test("batches over the same accounts at once: nobody deadlocks, nothing is lost", async () => {
    const { fill, move, fee, balances } = booksOf(newAsset());
    const parties = Array.from({ length: 8 }, (_, index) => `p${index}`);
    await batch(...parties.map((party) => journal(fill(party, 1_000n))));
    const pick = () => parties[Math.floor(Math.random() * parties.length)] ?? "p0";
    const outcomes = await atOnce(24, () =>
      batch(
        ...Array.from({ length: 25 }, () => {
          const [from, to] = [pick(), pick()];
          return journal(from === to ? fee(from, 1n) : move(from, to, 1n));
        }),
      ),
    );
    expect(failureCodes(outcomes)).toEqual([]);
    expect(new Set(succeeded(outcomes).flat())).toEqual(new Set(["done"]));
    const { operator, ...rest } = await balances();
    expect(Object.values(rest).reduce((sum, amount) => sum + amount, 0n)).toBe(8_000n);
    expect(operator).toBe(-8_000n);
  });
});

describe("the coalescer", () => {
  test("gathers what queues, answers each caller its own outcome, and a lone caller at once", async () => {
    const { fill, move, balances } = booksOf(newAsset());
    const coalescer = openCoalescer({ pool: house.db.pool, tenantId: TENANT_ID, maxBatch: 16 });
    expect(await coalescer.post(journal(fill("a", 100n)))).toBe("done");
    const twin = journal(move("a", "b", 1n));
    const answers = await Promise.all([
      ...Array.from({ length: 60 }, () => coalescer.post(journal(move("a", "b", 1n)))),
      coalescer.post(journal(move("b", "c", 10_000n))),
      coalescer.post(twin),
    ]);
    expect(answers.filter((answer) => answer === "done")).toHaveLength(61);
    expect(answers[60]).toBe("insufficient");
    expect(await coalescer.post(twin)).toBe("replayed");
    await expect(coalescer.post(journal(move("a", "b", 0n)))).rejects.toBeInstanceOf(DomainError);
    expect(await balances()).toMatchObject({ availablea: 39n, availableb: 61n });
    await coalescer.close();
    await expect(coalescer.post(twin)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  test("refuses more than may wait, and answers all it accepted before it closes", async () => {
    const { fill, balances } = booksOf(newAsset());
    const coalescer = openCoalescer({ pool: house.db.pool, tenantId: TENANT_ID, maxWaiting: 20 });
    const outcomes = await Promise.all([atOnce(50, () => coalescer.post(journal(fill("a", 1n)))), coalescer.close()]);
    const done = succeeded(outcomes[0]).length;
    expect(failureCodes(outcomes[0]).filter((code) => code !== "BUSY" && code !== "SERVICE_UNAVAILABLE")).toEqual([]);
    expect(await balances()).toEqual(done === 0 ? {} : { operator: -BigInt(done), availablea: BigInt(done) });
  });
});

describe("rolling up", () => {
  test("a house account's balance is the same before, after and between, and its row holds what was rolled", async () => {
    const { asset, fill, fee, balances } = booksOf(newAsset());
    await batch(journal(fill("a", 100n)), journal(fee("a", 3n)));
    const { rows } = await house.db.pool.query<{ id: string }>("SELECT id FROM ledger.account WHERE asset = $1 AND kind = 10", [asset]);
    const roll = async (): Promise<bigint> => {
      const rolled = await house.db.pool.query<{ amount: string }>("SELECT ledger.roll_up($1)::text AS amount", [rows[0]?.id]);
      return BigInt(rolled.rows[0]?.amount ?? "-1");
    };
    // Other tests' transactions on this server hold the horizon back as well.
    await expect.poll(roll, { timeout: 20_000 }).toBe(3n);
    expect(await balances()).toMatchObject({ platform_fee: 3n });
    await batch(journal(fee("a", 4n)), journal(fee("a", 5n)));
    expect(await balances()).toMatchObject({ platform_fee: 12n });
    await Promise.all(Array.from({ length: 8 }, roll));
    await expect.poll(roll, { timeout: 20_000 }).toBe(12n);
    expect(await balances()).toMatchObject({ platform_fee: 12n });
  });

  test("while others post, no reader sees a wrong balance and nothing is counted twice", async () => {
    const { asset, fill, fee, balances } = booksOf(newAsset());
    await batch(journal(fill("a", 1_000n)), journal(fee("a", 1n)));
    const { rows } = await house.db.pool.query<{ id: string }>("SELECT id FROM ledger.account WHERE asset = $1 AND kind = 10", [asset]);
    const posting = atOnce(60, () => tryPost(people.system(), journal(fee("a", 1n))));
    const rolling = atOnce(20, () => house.db.pool.query("SELECT ledger.roll_up($1)", [rows[0]?.id]));
    const sums = await Promise.all(Array.from({ length: 10 }, () => trialBalance(people.system())));
    for (const sum of sums) expect(sum.find((each) => each.asset === asset)?.sum).toBe(0n);
    expect(succeeded(await posting)).toHaveLength(60);
    expect(failureCodes(await rolling)).toEqual([]);
    expect(await balances()).toMatchObject({ platform_fee: 61n });
  });

  test("a turn rolls up what was touched since the last one, and no house account of the past", async () => {
    const [past, present] = [booksOf(newAsset()), booksOf(newAsset())];
    await batch(journal(past.fill("a", 100n)), journal(past.fee("a", 3n)));
    const rolled = async (asset: string): Promise<(string | null)[]> => {
      const { rows } = await house.db.pool.query<{ amount: string; rolled: boolean }>(
        "SELECT b.amount::text, b.rolled_xid IS NOT NULL AS rolled FROM ledger.balance b JOIN ledger.account a ON a.id = b.account_id WHERE a.asset = $1 AND b.mode = 1 ORDER BY a.kind",
        [asset],
      );
      return rows.map((row) => (row.rolled ? row.amount : null));
    };
    const turn = roller();
    const turned = async (books: typeof past) => {
      await turn(people.system());
      return rolled(books.asset);
    };
    // Fee and operator. Other tests' transactions on this server hold the horizon back as well.
    await expect.poll(() => turned(past), { timeout: 20_000 }).toEqual(["3", "-100"]);
    await house.as("superuser", (client) => client.query("UPDATE ledger.balance SET rolled_xid = NULL, amount = 0 WHERE mode = 1"));
    await batch(journal(present.fill("a", 50n)), journal(present.fee("a", 2n)));
    await expect.poll(() => turned(present), { timeout: 20_000 }).toEqual(["2", "-50"]);
    expect(await rolled(past.asset)).toEqual([null, null]);
    expect(await past.balances()).toMatchObject({ platform_fee: 3n, operator: -100n });
    await batch(journal(past.fee("a", 1n)));
    await expect.poll(() => turned(past), { timeout: 20_000 }).toEqual(["4", null]);
  });

  test("a floored account is not rolled up", async () => {
    const { asset, fill } = booksOf(newAsset());
    await batch(journal(fill("a", 1n)));
    const { rows } = await house.db.pool.query<{ id: string }>("SELECT id FROM ledger.account WHERE asset = $1 AND kind = 8", [asset]);
    await expect(house.db.pool.query("SELECT ledger.roll_up($1)", [rows[0]?.id])).rejects.toMatchObject({ code: "AM003" });
  });
});
