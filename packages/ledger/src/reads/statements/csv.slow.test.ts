import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { inTransaction, newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { balanceAt, statementOf, tryPost } from "../../index.ts";

/** A million in `npm run prove -- csv`. */
const ROWS = Number(process.env["AMANAT_CSV_ROWS"] ?? 200_000);
/** Far less than the file itself: 40 MiB of the short form. */
const MOST_GROWN_MIB = 20;
const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000e2";
const party = newId();
const own = { kind: "available", party, asset } as const;
const operator = { kind: "operator", asset } as const;
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
  await tryPost(people.system(), { id: newId(), legs: [{ debit: operator, credit: own, amount: 1n, code: "operator_funding" }] });
  // A second apart from the first day of 2026 on; alternately in and out, so that the floored account keeps a running balance.
  await house.as("superuser", (client) =>
    client.query(`
      WITH own AS (SELECT id FROM ledger.account WHERE party = '${party}'), house AS (SELECT id FROM ledger.account WHERE kind = 13)
      INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after, tenant_id, asset, amount, code, epoch, xid, at, hash)
      SELECT uuidv7(), 1, CASE n % 2 WHEN 0 THEN house.id ELSE own.id END, CASE n % 2 WHEN 1 THEN n + 1 END, CASE n % 2 WHEN 1 THEN 1 END,
        CASE n % 2 WHEN 0 THEN own.id ELSE house.id END, CASE n % 2 WHEN 0 THEN n + 1 END, CASE n % 2 WHEN 0 THEN ${ROWS + 1} END,
        a.tenant_id, a.asset, 1000000, 13, 1, 1, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second', '\\x00'
      FROM generate_series(1, ${ROWS - 1}) n, own, house, ledger.account a WHERE a.id = own.id;
      UPDATE ledger.balance SET seq = ${ROWS} WHERE account_id = (SELECT id FROM ledger.account WHERE party = '${party}');
      ANALYZE ledger.transfer`),
  );
});

test("so many transfers leave as CSV in constant memory", async () => {
  const program = path.join(import.meta.dirname, "csv-memory.fixture.ts");
  // V8 lets its nursery for new objects grow to what is left of the machine; what is measured here is ours.
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--max-semi-space-size=4",
    program,
    house.urls.app,
    asset,
  ]);
  const answer = JSON.parse(stdout) as { lines: number; bytes: number; seconds: number; grownMiB: number };
  process.stdout.write(`csv: ${stdout}\n`);
  expect(answer.lines).toBe(ROWS + 1);
  expect(answer.bytes).toBeGreaterThan(150 * ROWS);
  expect(answer.grownMiB).toBeLessThan(MOST_GROWN_MIB);
});

test("among so many transfers a balance and a page of a statement touch a few rows, and scan nothing", async () => {
  const at = new Date(Date.UTC(2026, 0, 1) + ROWS * 700);
  await inTransaction(people.guard(), async (tx) => {
    expect(await balanceAt(tx, own, at)).toBe(BigInt(ROWS) + 1n);
    const page = await statementOf(tx, own, { from: at, to: new Date(at.getTime() + 60_000) }, { limit: 100 });
    expect([page.opening, page.lines.length, page.closing]).toEqual([1n, 60, 1n]);
    const [read] = await tx.tx.$queryRaw<{ scans: bigint; rows: bigint }[]>`
      SELECT seq_scan AS scans, idx_tup_fetch AS rows FROM pg_stat_xact_user_tables WHERE relid = 'ledger.transfer'::regclass`;
    expect(read?.scans).toBe(0n);
    expect(Number(read?.rows)).toBeLessThan(200);
  });
});
