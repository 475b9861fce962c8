import { listSubjectsInput } from "@amanat/contracts";
import { type Ctx, newId, type Prisma, TENANT_ID } from "@amanat/db";
import { cast, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { countsByDay, moneyByDay, payoutTimes } from "./reads/dashboard.ts";
import { statement } from "./reads/list.ts";

/**
 * With a million deals the dashboard reads as many rows as with a thousand, and so does a page of a list. Counted in rows, for time tells nothing on
 * a busy machine.
 */
const house = useDatabase();
const DEALS = 1_000_000;
const DAYS = 400;
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000fd";
const AT = new Date("2026-11-30T12:00:00Z");
let guard: Ctx;

beforeAll(async () => {
  guard = (await cast(house.db)).guard();
  // The rows of a market that is some years old: most money has left, and each day some came. Without the indexes, which are made as the migration has them.
  await house.as("superuser", async (client) => {
    const { rows } = await client.query<{ name: string; made: string }>(
      `SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE tablename IN ('DeskSubject', 'DeskMoney') AND indexname NOT LIKE '%pkey'`,
    );
    for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
    for (const name of ["DeskSubject", "DeskMoney"]) await client.query(`ALTER TABLE "${name}" SET UNLOGGED`);
    const when = (n: string) => `timestamptz '${AT.toISOString()}' - (${n} % ${DAYS}) * interval '1 day'`;
    await client.query(`
      CREATE TEMP TABLE made AS SELECT uuidv7() AS id, n FROM generate_series(1, ${DEALS}) n;
      INSERT INTO "DeskSubject" ("kind", "id", "tenantId", "word", "title", "people", "assetId", "amount", "keys", "createdAt", "changedAt", "overSince", "v")
      SELECT CASE n % 4 WHEN 0 THEN 'payout' ELSE 'deal' END, id, '${TENANT_ID}', CASE WHEN n % 4 = 0 THEN 'settled' WHEN n % 50 = 1 THEN 'processing' ELSE 'completed' END,
        'A camera', '{}', '${asset}', 1000, '{}', ${when("n")}, ${when("n")}, CASE n % 4 WHEN 0 THEN ${when("n")} + interval '1 hour' END, '' FROM made;
      INSERT INTO "DeskMoney" SELECT id, '${asset}', '${TENANT_ID}', ${when("n")}, CASE WHEN n % 50 = 1 THEN 1000 ELSE 0 END, 0, 0, 0, 0 FROM made WHERE n % 4 > 0;
      INSERT INTO "DeskMoneyDay" SELECT '${TENANT_ID}', '${asset}', current_date - n, 1000, 0, 0, 0, 0 FROM generate_series(0, ${DAYS}) n;
      INSERT INTO "DeskDay" SELECT '${TENANT_ID}', current_date - n, name, 7
      FROM generate_series(0, 3000) n, unnest(ARRAY['signUps', 'deals', 'funded', 'completed']) AS name`);
    for (const { made } of rows) await client.query(made);
    await client.query(`ANALYZE "DeskSubject", "DeskMoney", "DeskMoneyDay", "DeskDay"`);
  });
}, 120_000);

type Plan = { "Actual Rows": number; "Actual Loops": number; "Rows Removed by Filter"?: number; Plans?: Plan[] };

/** Rows that a plan took in its hands: those of its leaves, with what they threw away. */
function rowsIn(plan: Plan): number {
  const parts = plan.Plans ?? [];
  if (parts.length > 0) return parts.reduce((sum, part) => sum + rowsIn(part), 0);
  return (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"];
}

async function rowsOf(sql: Prisma.Sql): Promise<number> {
  const { rows } = await house.db.pool.query<{ "QUERY PLAN": { Plan: Plan }[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql.text}`, [
    ...sql.values,
  ]);
  return rowsIn(rows[0]?.["QUERY PLAN"][0]?.Plan ?? expect.fail("no plan"));
}

describe(`with ${DEALS} deals`, () => {
  test("the dashboard reads sums: a row for each day and asset, 500 payouts, two weeks of counts", async () => {
    expect(await rowsOf(moneyByDay(guard))).toBeLessThanOrEqual(DAYS + 1);
    expect(await rowsOf(payoutTimes(guard))).toBeLessThanOrEqual(500);
    expect(await rowsOf(countsByDay(guard, new Date()))).toBeLessThanOrEqual(14 * 4);
  });

  const LISTS = {
    "the newest deals": { kind: "deal" },
    "the oldest deals": { kind: "deal", sort: "oldest" },
    "deals of a status": { kind: "deal", status: "processing" },
    "where money is held": { kind: "deal", money: { state: "held", asset } },
    "where it is held longest": { kind: "deal", money: { state: "held", asset, age: "older" }, sort: "oldest" },
    "where none is": { kind: "deal", money: { state: "disputed", asset } },
    "a stranger's deals": { kind: "deal", person: `usr_${newId().replaceAll("-", "")}` },
    "settled payouts": { kind: "payout", status: "settled" },
  } as const;
  test.each(Object.entries(LISTS))("a page of %s reads its rows", async (_name, asked) => {
    const input = listSubjectsInput.parse(asked);
    // Each row of the page, and its money beside it.
    expect(await rowsOf(statement(guard, input, { from: null, at: AT }))).toBeLessThanOrEqual(3 * (input.limit + 1));
  });
});
