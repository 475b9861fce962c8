import { verifyLiability } from "@amanat/sdk";
import { liabilityProof } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { atOnce, type Cast, cast, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type Account, accountsOf, DEFERRED_KINDS, liabilitiesOf, liabilityProofOf, postBatch, takeLiabilities } from "../../index.ts";

const house = useDatabase();
/** An asset per tree, so that one stocktaking makes trees of every size up to this many leaves, and one of many more. */
const SIZES = [...Array.from({ length: 17 }, (_, n) => n + 1), 129];
const assetOf = (size: number) => `eip155:31337/erc20:0x${size.toString(16).padStart(40, "0")}`;
const MAX = 2n ** 256n - 1n;
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
  for (const size of SIZES) {
    const asset = assetOf(size);
    const amounts = Array.from({ length: size }, (_, n) => (n % 5 === 4 ? MAX : BigInt(n + 1)));
    const outcomes = await postBatch(
      people.system(),
      amounts.map((amount, n) => ({
        id: newId(),
        legs: [
          {
            debit: { kind: "operator", asset },
            credit: { kind: "available", party: `party ${n} é`, asset },
            amount,
            code: "operator_funding",
          },
        ],
      })),
    );
    expect(new Set(outcomes)).toEqual(new Set(["done"]));
  }
  // Somebody who has been paid everything is owed nothing.
  const asset = assetOf(1);
  const gone = { kind: "available", party: "gone", asset } as const;
  await postBatch(people.system(), [
    { id: newId(), legs: [{ debit: { kind: "operator", asset }, credit: gone, amount: 5n, code: "operator_funding" }] },
    { id: newId(), legs: [{ debit: gone, credit: { kind: "operator", asset }, amount: 5n, code: "operator_funding" }] },
  ]);
  expect(await takeLiabilities(people.system(), 60_000)).toBe(SIZES.length);
});

async function owedAccounts(): Promise<Account[]> {
  return (await accountsOf(people.system(), {})).filter(({ kind, balance }) => !DEFERRED_KINDS.includes(kind) && balance > 0n);
}

describe("liabilities", () => {
  test("every account that is owed something checks its part of the published total, with the SDK alone", async () => {
    const heads = await liabilitiesOf(people.guard());
    const seen = new Map<string, Set<number>>();
    for (const account of await owedAccounts()) {
      const proof = liabilityProof.parse(await liabilityProofOf(people.guard(), account));
      const published = heads.find(({ asset }) => asset === account.asset);
      expect(proof.amount).toBe(account.balance.toString());
      expect(verifyLiability(JSON.parse(JSON.stringify(proof)), published)).toBe(true);
      expect(verifyLiability({ ...proof, amount: (account.balance + 1n).toString() }, published)).toBe(false);
      seen.set(account.asset, (seen.get(account.asset) ?? new Set()).add(proof.position));
    }
    for (const head of heads) expect(seen.get(head.asset)?.size).toBe(head.count);
  });

  test("the totals are the books': what floored accounts hold, and minus what house accounts come to", async () => {
    const accounts = await accountsOf(people.system(), {});
    const heads = await liabilitiesOf(people.guard());
    expect(heads.map(({ count }) => count)).toEqual(SIZES);
    for (const { asset, total } of heads) {
      const own = accounts.filter((account) => account.asset === asset);
      const sum = (part: readonly Account[]) => part.reduce((all, { balance }) => all + balance, 0n);
      expect(BigInt(total)).toBe(sum(own.filter(({ kind }) => !DEFERRED_KINDS.includes(kind))));
      expect(BigInt(total)).toBe(-sum(own.filter(({ kind }) => DEFERRED_KINDS.includes(kind))));
    }
  });

  test("an account that holds nothing, a house account, an unknown one and another tenant's have no proof", async () => {
    const ctx = people.guard();
    const asset = assetOf(1);
    for (const account of [{ kind: "available", party: "gone" }, { kind: "operator" }, { kind: "available", party: "nobody" }] as const)
      expect(await liabilityProofOf(ctx, { ...account, asset })).toBeNull();
    const elsewhere = { ...ctx, actor: { ...ctx.actor, tenantId: newId() } };
    expect(await liabilityProofOf(elsewhere, { kind: "available", party: "party 0 é", asset })).toBeNull();
    expect(await liabilitiesOf(elsewhere)).toEqual([]);
  });

  test("stock is taken once in a while, however many ask at once, and a new one leaves the old head as it was", async () => {
    expect(await takeLiabilities(people.system(), 60_000)).toBe(0);
    const before = await liabilitiesOf(people.guard());
    const elsewhere = { ...people.system(), actor: { ...people.system().actor, tenantId: newId() } };
    await postBatch(elsewhere, [
      {
        id: newId(),
        legs: [
          {
            debit: { kind: "operator", asset: assetOf(1) },
            credit: { kind: "unmatched", asset: assetOf(1) },
            amount: 7n,
            code: "operator_funding",
          },
        ],
      },
    ]);
    expect(succeeded(await atOnce(8, () => takeLiabilities(elsewhere, 60_000))).toSorted((a, b) => a - b)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 1,
    ]);
    expect(await takeLiabilities(people.system(), 0)).toBe(SIZES.length);
    const after = await liabilitiesOf(people.guard());
    expect(after.map(({ total }) => total)).toEqual(before.map(({ total }) => total));
    expect(new Set([...before, ...after].map(({ root }) => root)).size).toBe(2 * SIZES.length);
    const kept = await house.db.pool.query("SELECT 1 FROM ledger.liability_head WHERE encode(root, 'hex') = ANY ($1)", [
      before.map(({ root }) => root),
    ]);
    expect(kept.rowCount).toBe(SIZES.length);
  });

  test("what a taking left that was ended in its midst goes with the next one; a head is made of whole trees alone", async () => {
    const { pool } = house.db;
    const { tenantId } = people.system().actor;
    const taking = newId();
    await pool.query("SELECT ledger.begin_liabilities($1, $2)", [taking, tenantId]);
    await pool.query("SELECT ledger.draft_liabilities($1, $2, 0, 100)", [taking, tenantId]);
    await expect(pool.query("SELECT ledger.finish_liabilities($1)", [taking])).rejects.toThrow(/does not come to its total/);
    expect(await takeLiabilities(people.system(), 0)).toBe(SIZES.length);
    const left = await house.as("superuser", (client) =>
      client.query(
        `SELECT (SELECT count(*)::int FROM ledger.liability_taking WHERE tenant_id = $1) AS takings,
        (SELECT count(*)::int FROM ledger.liability_draft) AS drafts`,
        [tenantId],
      ),
    );
    expect(left.rows).toEqual([{ takings: 0, drafts: 0 }]);
  });

  test("it is many short transactions: readers of events stand behind the oldest writer", async () => {
    const { rows } = await house.db.pool.query<{ n: number; most: number }>(
      `SELECT count(*)::int AS n, max(x.rows)::int AS most FROM (
         SELECT n.xmin::text, count(*) AS rows FROM ledger.liability_node n JOIN ledger.liability_head h ON h.id = n.head_id
         WHERE h.tenant_id = $1 GROUP BY 1) x`,
      [people.system().actor.tenantId],
    );
    // A level of a tree is one, or several.
    expect(rows[0]?.n).toBeGreaterThan(2 * SIZES.length);
    expect(rows[0]?.most).toBeLessThanOrEqual(500);
  });

  test("old proofs are forgotten, old heads never; nobody rewrites either", async () => {
    for (let n = 0; n < 31; n += 1) {
      // A taking is known by its millisecond.
      await expect.poll(() => takeLiabilities(people.system(), 0).catch(() => 0)).toBe(SIZES.length);
    }
    const { rows } = await house.db.pool.query<{ heads: number; proofs: number }>(
      `SELECT count(DISTINCT h.at)::int AS heads, count(DISTINCT h.at) FILTER (WHERE EXISTS (SELECT 1 FROM ledger.liability_node n WHERE n.head_id = h.id))::int AS proofs
       FROM ledger.liability_head h WHERE h.tenant_id = $1`,
      [people.system().actor.tenantId],
    );
    expect(rows[0]).toEqual({ heads: 34, proofs: 30 });
    for (const role of ["app", "superuser"] as const) {
      await house.as(role, async (client) => {
        for (const sql of [
          "UPDATE ledger.liability_head SET total = 0",
          "DELETE FROM ledger.liability_head",
          "TRUNCATE ledger.liability_head",
          "UPDATE ledger.liability_leaf SET amount = 0",
          "UPDATE ledger.liability_node SET sum = 0",
        ])
          await expect(client.query(sql)).rejects.toMatchObject({ code: "42501" });
      });
    }
    await expect(house.db.pool.query("DELETE FROM ledger.liability_leaf")).rejects.toMatchObject({ code: "42501" });
  });
});
