import { type AccountKind, DomainError, MAX_AMOUNT } from "@amanat/contracts";
import { inTransaction, newId } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type AccountKey, accountsOf, DEFERRED_KINDS, fundsOf, type Leg, post, reverse, trialBalance } from "./index.ts";

const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});

/** The moves a deal knows, by the accounts they go between. */
const MOVES = {
  deposit: ["custody", "received", "deposit"],
  allocate: ["received", "held", "allocate"],
  late: ["received", "refundable", "refund"],
  hold: ["held", "disputed", "dispute_hold"],
  lift: ["disputed", "held", "dispute_lift"],
  release: ["held", "releasable", "release"],
  fee: ["held", "platform_fee", "fee"],
  refund: ["held", "refundable", "refund"],
  startRelease: ["releasable", "payout_in_flight", "payout_start"],
  startRefund: ["refundable", "payout_in_flight", "payout_start"],
  giveBack: ["payout_in_flight", "releasable", "payout_return"],
  settle: ["payout_in_flight", "custody", "payout_settle"],
} as const satisfies Record<string, readonly [AccountKind, AccountKind, Leg["code"]]>;
type Move = keyof typeof MOVES;

const HOUSE_WIDE: readonly AccountKind[] = ["platform_fee"];
/** Every other kind has a floor of zero. */
const deferred = new Set<AccountKind>(DEFERRED_KINDS);

type Step = { legs: { move: Move; scope: number; amount: bigint }[]; again: "no" | "same" | "other" | "back" };

const amount = fc.oneof(fc.bigInt(1n, 20n), fc.constantFrom(1n, 10n ** 77n, MAX_AMOUNT));
const leg = fc.record({ move: fc.constantFrom(...(Object.keys(MOVES) as Move[])), scope: fc.integer({ min: 0, max: 1 }), amount });
const step: fc.Arbitrary<Step> = fc.record({
  legs: fc.array(leg, { minLength: 1, maxLength: 4 }),
  again: fc.constantFrom("no", "no", "same", "other", "back"),
});

function keyOf(kind: AccountKind, scope: string, asset: string): AccountKey {
  if (kind === "custody") return { kind, party: `0x${scope}`, asset };
  return HOUSE_WIDE.includes(kind) ? { kind, asset } : { kind, scope, asset };
}

function name({ kind, scope = "", party = "" }: AccountKey): string {
  return `${kind}|${scope}|${party}`;
}

/** The reference: a map of BigInts that follows the rules literally, leg by leg. */
class Reference {
  readonly balances = new Map<string, bigint>();

  post(legs: readonly Leg[]): boolean {
    const next = new Map(this.balances);
    for (const { debit, credit, amount: moved } of legs) {
      const left = (next.get(name(debit)) ?? 0n) - moved;
      if (left < 0n && !deferred.has(debit.kind)) return false;
      next.set(name(debit), left);
      next.set(name(credit), (next.get(name(credit)) ?? 0n) + moved);
    }
    for (const [account, balance] of next) this.balances.set(account, balance);
    return true;
  }
}

async function outcomeOf(id: string, legs: readonly Leg[]): Promise<string> {
  try {
    return await inTransaction(people.system(), (tx) => post(tx, { id, legs }));
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

async function takenBack(id: string): Promise<string> {
  try {
    return (await inTransaction(people.system(), (tx) => reverse(tx, id))).outcome;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

async function expectSameBalances(reference: Reference, scopes: readonly string[], asset: string): Promise<void> {
  const accounts = await accountsOf(people.system(), { asset });
  const actual = Object.fromEntries(accounts.map((account) => [name(account), account.balance]));
  for (const [account, balance] of reference.balances) expect([account, actual[account]]).toEqual([account, balance]);
  for (const scope of scopes) expect((await fundsOf(people.system(), scope, asset)).balanced).toBe(true);
  expect((await trialBalance(people.system())).filter(({ sum }) => sum !== 0n)).toEqual([]);
}

/** Per floored account: sequences 1..n without a gap, and each balance the one before plus or minus the amount. */
async function brokenChains(): Promise<unknown[]> {
  const { rows } = await house.db.pool.query(`
    WITH touch AS (
      SELECT debit AS account, debit_seq AS seq, debit_after AS after, -amount AS change FROM ledger.transfer WHERE debit_seq IS NOT NULL
      UNION ALL SELECT credit, credit_seq, credit_after, amount FROM ledger.transfer WHERE credit_seq IS NOT NULL
    ), chain AS (
      SELECT *, lag(seq, 1, 0::bigint) OVER w AS seq_before, lag(after, 1, 0::numeric) OVER w AS before,
        last_value(after) OVER (PARTITION BY account ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last
      FROM touch WINDOW w AS (PARTITION BY account ORDER BY seq)
    )
    SELECT c.account, c.seq FROM chain c JOIN ledger.balance b ON b.account_id = c.account
    WHERE c.seq <> c.seq_before + 1 OR c.after <> c.before + c.change OR c.after < 0 OR b.amount <> c.last`);
  return rows;
}

function legsOf(wanted: Step["legs"], scopes: readonly string[], asset: string): Leg[] {
  return wanted.map(({ move, scope, amount: moved }) => {
    const [from, to, code] = MOVES[move];
    const of = scopes[scope] ?? "";
    return { debit: keyOf(from, of, asset), credit: keyOf(to, of, asset), amount: moved, code };
  });
}

test("any sequence of journals leaves exactly the balances the BigInt reference says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const asset = `eip155:31337/erc20:0x${newId().replaceAll("-", "").padEnd(40, "0")}`;
      const scopes = [newId(), newId()];
      const reference = new Reference();
      for (const { legs: wanted, again } of steps) {
        const legs = legsOf(wanted, scopes, asset);
        const id = newId();
        const accepted = reference.post(legs);
        expect(await outcomeOf(id, legs)).toBe(accepted ? "done" : "INSUFFICIENT_FUNDS");
        if (again === "same") expect(await outcomeOf(id, legs)).toBe(accepted ? "replayed" : "INSUFFICIENT_FUNDS");
        if (again === "back" && accepted) {
          const mirrored = legs
            .toReversed()
            .map(({ debit, credit, amount: moved }): Leg => ({ debit: credit, credit: debit, amount: moved, code: "reversal" }));
          expect(await takenBack(id)).toBe(reference.post(mirrored) ? "done" : "INSUFFICIENT_FUNDS");
        }
        if (again === "other" && accepted) {
          const [first, ...rest] = legs;
          if (first)
            expect(await outcomeOf(id, [{ ...first, amount: first.amount === 1n ? 2n : first.amount - 1n }, ...rest])).toBe(
              "LEDGER_KEY_CONFLICT",
            );
        }
      }
      await expectSameBalances(reference, scopes, asset);
    }),
    { numRuns: 20 },
  );
  expect(await brokenChains()).toEqual([]);
});

/**
 * The accepted journals in an order that every account agrees with: before each journal those that touched one of its accounts
 * earlier. Null when there is no such order, which means that they did not happen one after the other.
 */
async function serialOrder(asset: string): Promise<string[] | null> {
  const { rows } = await house.db.pool.query<{ journal: string; before: string | null }>(
    `WITH touch AS (
       SELECT journal_id AS journal, debit AS account, debit_seq AS seq FROM ledger.transfer WHERE debit_seq IS NOT NULL AND asset = $1
       UNION ALL SELECT journal_id, credit, credit_seq FROM ledger.transfer WHERE credit_seq IS NOT NULL AND asset = $1
     )
     SELECT journal, lag(journal) OVER (PARTITION BY account ORDER BY seq) AS before FROM touch`,
    [asset],
  );
  const before = new Map<string, Set<string>>();
  for (const row of rows) {
    const earlier = before.get(row.journal) ?? new Set();
    if (row.before !== null && row.before !== row.journal) earlier.add(row.before);
    before.set(row.journal, earlier);
  }
  const order: string[] = [];
  while (before.size > 0) {
    const free = [...before].filter(([, earlier]) => [...earlier].every((each) => !before.has(each))).map(([journal]) => journal);
    if (free.length === 0) return null;
    for (const journal of free) before.delete(journal);
    order.push(...free);
  }
  return order;
}

test("200 random multi-leg journals over the same accounts at once: no deadlock reaches a caller, nothing is lost, some order explains it", async () => {
  const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000cc";
  const scopes = Array.from({ length: 6 }, () => newId());
  const reference = new Reference();
  for (const scope of scopes) {
    const paid = [
      { move: "deposit", scope: 0, amount: 50n },
      { move: "allocate", scope: 0, amount: 50n },
    ] as const;
    await outcomeOf(newId(), legsOf([...paid], [scope], asset));
  }
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;
  const ids = Array.from({ length: 200 }, () => newId());
  const journals = ids.map(() =>
    Array.from(
      { length: 4 },
      () =>
        legsOf(
          [{ move: pick(["hold", "lift", "release", "refund", "fee", "startRelease"] as const), scope: 0, amount: 1n }],
          [pick(scopes)],
          asset,
        )[0] as Leg,
    ),
  );
  const before = await serialOrder(asset);
  const outcomes = await atOnce(journals.length, async (index) => outcomeOf(ids[index] ?? "", journals[index] ?? []));
  expect(failureCodes(outcomes)).toEqual([]);
  expect(new Set(succeeded(outcomes))).toEqual(new Set(["done", "INSUFFICIENT_FUNDS"]));
  for (const scope of scopes) expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ funded: 50n, balanced: true });
  expect(await brokenChains()).toEqual([]);

  // One after the other, in that order, the reference accepts every journal the ledger did, and ends where the ledger is.
  const order = await serialOrder(asset);
  for (const scope of scopes)
    reference.post(
      legsOf(
        [
          { move: "deposit", scope: 0, amount: 50n },
          { move: "allocate", scope: 0, amount: 50n },
        ],
        [scope],
        asset,
      ),
    );
  const accepted = (order ?? []).filter((id) => !(before ?? []).includes(id));
  expect(accepted).toHaveLength(succeeded(outcomes).filter((outcome) => outcome === "done").length);
  for (const id of accepted) expect(reference.post(journals[ids.indexOf(id)] ?? [])).toBe(true);
  await expectSameBalances(reference, scopes, asset);
});
