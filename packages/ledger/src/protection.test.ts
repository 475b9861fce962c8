import { inTransaction, newId, sqlStateOf, TENANT_ID } from "@amanat/db";
import { type Cast, cast, type TestUrls, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type Leg, post } from "./index.ts";

const asset = "eip155:31337/slip44:60";
const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
  const scope = newId();
  const legs: Leg[] = [
    {
      debit: { kind: "custody", party: "0xa", asset },
      credit: { kind: "received", scope, asset },
      amount: 9n,
      code: "deposit",
      chainRef: "a:1",
    },
  ];
  await inTransaction(people.system(), (tx) => post(tx, { id: newId(), legs }));
});

function stateOf(role: keyof TestUrls, sql: string): Promise<string | null> {
  return house.as(role, (client) => client.query(sql).then(() => null, sqlStateOf));
}

const CHANGES = [
  "UPDATE ledger.transfer SET amount = amount + 1",
  "DELETE FROM ledger.transfer",
  "TRUNCATE ledger.transfer",
  "UPDATE ledger.account SET scope = 'x'",
  "DELETE FROM ledger.account",
  "TRUNCATE ledger.account",
  "UPDATE ledger.block SET rows = 0",
  "DELETE FROM ledger.block",
  "TRUNCATE ledger.block",
  "DELETE FROM ledger.balance",
  "TRUNCATE ledger.balance",
];

describe("who may write the ledger", () => {
  test("the application reads, but writes through the functions alone", async () => {
    expect(await stateOf("app", "SELECT count(*) FROM ledger.transfer")).toBeNull();
    const writes = [
      ...CHANGES,
      "UPDATE ledger.balance SET amount = 1",
      "INSERT INTO ledger.balance (account_id, mode) VALUES (99, 1)",
      `INSERT INTO ledger.account (tenant_id, asset, kind, mode) VALUES ('${TENANT_ID}', 'x', 1, 1)`,
      "INSERT INTO ledger.transfer SELECT * FROM ledger.transfer",
      "INSERT INTO ledger.block (n, epoch, lo_xid, hi_xid, rows, root, prev, hash) VALUES (1, 1, 1, 1, 1, '', '', '')",
      `SELECT ledger.apply('${TENANT_ID}', gen_random_uuid(), '[]')`,
      `SELECT ledger.open_accounts('${TENANT_ID}', '[]')`,
      "SET ROLE amanat_ledger",
      "SET ROLE amanat_owner",
      "ALTER TABLE ledger.transfer DISABLE TRIGGER ALL",
      "CREATE TABLE ledger.mine (id int)",
      "CREATE TABLE public.mine (id int)",
    ];
    for (const sql of writes) expect([sql, await stateOf("app", sql)]).toEqual([sql, "42501"]);
  });

  test("nobody changes history: not the owner, not the ledger's own role, not the superuser", async () => {
    for (const sql of CHANGES) {
      expect([sql, await stateOf("owner", sql)]).toEqual([sql, "42501"]);
      expect([sql, await stateOf("owner", `SET ROLE amanat_ledger; ${sql}`)]).toEqual([sql, "42501"]);
      expect([sql, await stateOf("superuser", sql)]).toEqual([sql, "42501"]);
      expect([sql, await stateOf("superuser", `SET session_replication_role = replica; ${sql}`)]).toEqual([sql, "42501"]);
    }
  });

  test("the scanner sees its own schema and nothing else", async () => {
    expect(await stateOf("scanner", "SELECT count(*) FROM scanner.chain_cursor")).toBeNull();
    for (const sql of [
      "SELECT 1 FROM ledger.transfer",
      'SELECT 1 FROM public."User"',
      "SELECT 1 FROM pgboss.job",
      `SELECT ledger.post('${TENANT_ID}', gen_random_uuid(), '[]')`,
    ]) {
      expect([sql, await stateOf("scanner", sql)]).toEqual([sql, "42501"]);
    }
  });

  test("a caller cannot smuggle its own objects into the functions by search_path", async () => {
    const pinned = await house.db.pool.query<{ name: string; config: string[] | null; definer: boolean }>(
      "SELECT proname AS name, proconfig AS config, prosecdef AS definer FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND prosecdef",
    );
    expect(pinned.rows.map((row) => row.name).toSorted()).toEqual([
      "begin_liabilities",
      "close_books",
      "draft_liabilities",
      "finish_liabilities",
      "forget_liabilities",
      "place_liabilities",
      "post",
      "post_batch",
      "raise_liabilities",
      "roll_up",
      "seal",
      "try_post",
      "try_post_leg",
    ]);
    for (const row of pinned.rows) expect(row.config).toContain("search_path=pg_catalog, pg_temp");
  });

  test("malformed journals are refused before anything is written", async () => {
    const good = { asset, dk: 1, ds: "", dp: "x", ck: 2, cs: "s", cp: "", amount: "1", code: 1, ref: null };
    const bad = [
      [],
      [{ ...good, amount: "0" }],
      [{ ...good, amount: "-1" }],
      [{ ...good, amount: "1.5" }],
      [{ ...good, dk: 99 }],
      [{ ...good, code: 0 }],
      [{ ...good, ds: null }],
      [{ ...good, asset: null }],
      [{ ...good, ck: 1, cs: "", cp: "x" }],
      Array.from({ length: 101 }, () => good),
    ];
    const before = await house.db.prisma.ledgerAccount.count();
    for (const legs of bad) {
      const call = house.db.pool.query("SELECT ledger.post($1, $2, $3)", [TENANT_ID, newId(), JSON.stringify(legs)]);
      await expect(call).rejects.toMatchObject({ code: "AM003" });
    }
    expect(await house.db.prisma.ledgerAccount.count()).toBe(before);
  });
});

describe("what is kept for the seal", () => {
  const hashes = `SELECT t.journal_id FROM ledger.transfer t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
    WHERE t.hash <> ledger.transfer_hash(t, d.kind, d.scope, d.party, c.kind, c.scope, c.party)`;

  test("the stored hash is the hash of the row, and of a changed row it is not", async () => {
    expect((await house.db.pool.query(hashes)).rows).toEqual([]);
    await house.as("superuser", async (client) => {
      for (const change of [
        "amount = amount + 1",
        "at = at + interval '1 microsecond'",
        "chain_ref = NULL",
        "xid = xid + 1",
        "credit_seq = NULL",
        "code = 2",
      ]) {
        await client.query("BEGIN; ALTER TABLE ledger.transfer DISABLE TRIGGER append_only");
        await client.query(`UPDATE ledger.transfer SET ${change}`);
        expect([change, (await client.query(hashes)).rowCount]).toEqual([change, 1]);
        await client.query("ROLLBACK");
      }
    });
  });

  test("each row names the transaction that wrote it", async () => {
    const { rows } = await house.db.pool.query<{ same: boolean }>("SELECT bool_and(xid = xmin::text::bigint) AS same FROM ledger.transfer");
    expect(rows[0]?.same).toBe(true);
  });
});
