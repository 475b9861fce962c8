import { newId, TENANT_ID } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encode, type Leg } from "./internal/journal.ts";

/**
 * A database starts empty, and a connection keeps the plans it made then. What a post reads must not grow with what is
 * there: counted in rows read, for time tells nothing on a busy machine.
 */
const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000fd";
let connection: PoolClient;

beforeAll(async () => {
  connection = await house.db.pool.connect();
});
afterAll(() => connection.release());

const LEGS = 100;
const ROUNDS = 12;

const deposits = (): Leg[] =>
  Array.from({ length: LEGS }, () => ({
    debit: { kind: "custody", party: "0xd", asset },
    credit: { kind: "held", scope: newId(), asset },
    amount: 5n,
    code: "deposit",
  }));

/** Rows of accounts, balances and transfers that one call read, index entries included. */
async function readsOf(sql: string, values: unknown[]): Promise<number> {
  await connection.query("BEGIN");
  const before = await rowsRead();
  const { rows } = await connection.query<{ outcome: string | string[] }>({ name: sql, text: sql, values });
  expect([rows[0]?.outcome].flat().every((one) => one === "done" || one === "replayed")).toBe(true);
  const after = await rowsRead();
  await connection.query("COMMIT");
  return after - before;
}

async function rowsRead(): Promise<number> {
  const { rows } = await connection.query<{ n: number }>(
    `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_all_tables WHERE schemaname = 'ledger'`,
  );
  return rows[0]?.n ?? 0;
}

const CALLS: readonly [string, () => Promise<number>][] = [
  [
    "a batch",
    () => readsOf("SELECT ledger.post_batch($1, $2) AS outcome", [TENANT_ID, JSON.stringify([encode({ id: newId(), legs: deposits() })])]),
  ],
  [
    "a batch that is posted one by one",
    async () => {
      const journal = encode({ id: newId(), legs: deposits() });
      return readsOf("SELECT ledger.post_batch($1, $2) AS outcome", [TENANT_ID, JSON.stringify([journal, journal])]);
    },
  ],
  [
    "a journal of many legs",
    () =>
      readsOf("SELECT ledger.try_post($1, $2, $3) AS outcome", [
        TENANT_ID,
        newId(),
        JSON.stringify(encode({ id: "", legs: deposits() }).legs),
      ]),
  ],
  [
    "a replay",
    async () => {
      const legs = JSON.stringify(encode({ id: "", legs: deposits() }).legs);
      const values = [TENANT_ID, newId(), legs];
      await connection.query({ name: "first", text: "SELECT ledger.try_post($1, $2, $3)", values });
      return readsOf("SELECT ledger.try_post($1, $2, $3) AS outcome", values);
    },
  ],
  [
    "a lone leg",
    () =>
      readsOf("SELECT ledger.try_post($1, $2, $3) AS outcome", [
        TENANT_ID,
        newId(),
        JSON.stringify(encode({ id: "", legs: deposits().slice(0, 1) }).legs),
      ]),
  ],
];

test.each(CALLS)("%s reads no more of a full ledger than of an empty one", async (_what, call) => {
  const reads: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) reads.push(await call());
  const [first = 0, last = 0] = [reads[1], reads.at(-1)];
  expect(last).toBeLessThanOrEqual(first + 2 * LEGS);
});
