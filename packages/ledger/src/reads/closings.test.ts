import { inTransaction, newId, TENANT_ID } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  type AccountKey,
  balanceAt,
  closeBooks,
  custody,
  type Leg,
  roller,
  type Statement,
  statementOf,
  trialBalance,
  tryPost,
} from "../index.ts";

const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000c1";
const wallet: AccountKey = { kind: "custody", party: "0xc1", asset };
const ELSEWHERE = newId();
const [BEGIN, END] = [new Date(0), new Date("2100-01-01T00:00:00Z")];
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});
const sql = (text: string, values: unknown[] = []) => house.as("superuser", (client) => client.query(text, values));
beforeEach(() => sql("TRUNCATE ledger.closing, ledger.closing_sum, ledger.closing_balance"));

const post = (...legs: Leg[]) => tryPost(people.system(), { id: newId(), legs });
const close = () => closeBooks(people.system(), 0);
/** A purchase's money as far as the wallet sees it: in at an address of its own, swept, and half of it out again. */
async function buy(amount: bigint): Promise<void> {
  const [scope, address] = [newId(), { kind: "custody", party: newId(), asset } as const];
  const [received, held] = [{ kind: "received", scope, asset } as const, { kind: "held", scope, asset } as const];
  await post(
    { debit: address, credit: received, amount, code: "deposit", chainRef: scope },
    { debit: received, credit: held, amount, code: "allocate" },
  );
  await post({ debit: wallet, credit: address, amount, code: "sweep" });
  await post({ debit: held, credit: wallet, amount: amount / 2n, code: "refund" });
}

async function pagesOf(period: { from: Date; to: Date }, limit: number): Promise<Statement[]> {
  const pages: Statement[] = [];
  let cursor: string | undefined;
  do {
    const page = await statementOf(people.guard(), wallet, period, { cursor, limit });
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return pages.map((page) => ({ ...page, nextCursor: null }));
}

/** Everything that is read from a closing on. */
async function everything(): Promise<unknown> {
  const { rows } = await house.db.pool.query<{ at: Date }>("SELECT at FROM ledger.transfer WHERE asset = $1 ORDER BY at", [asset]);
  const moments = [BEGIN, ...rows.map(({ at }) => at).filter((_, n) => n % 4 === 0), END];
  const balances: bigint[] = [];
  const statements: Statement[][] = [];
  for (const [n, from] of moments.entries()) {
    balances.push(await balanceAt(people.guard(), wallet, from));
    statements.push(await pagesOf({ from, to: moments[n + 2] ?? END }, 5));
  }
  statements.push(await pagesOf({ from: BEGIN, to: END }, 3));
  const { accounts } = await custody(people.system());
  const holding = accounts.filter((account) => account.balance !== 0n && account.asset === asset);
  return { balances, statements, holding, sums: (await trialBalance(people.system())).filter((row) => row.asset === asset) };
}

test("what is read from a closing on is what is read from the beginning", async () => {
  const later = "UPDATE ledger.closing SET tenant_id = $1 WHERE tenant_id = $2";
  for (const stage of [1n, 2n, 3n]) {
    for (let n = 1n; n <= 5n; n += 1n) await buy(stage * 100n + n * 2n);
    if (stage === 3n) break;
    expect(await close()).toBe(true);
    // Of one day only the last closing would stay.
    await sql(later, [ELSEWHERE, TENANT_ID]);
  }
  const fromTheBeginning = await everything();
  await sql(later, [TENANT_ID, ELSEWHERE]);
  expect(await everything()).toEqual(fromTheBeginning);
  // One of days later, which bounds what is looked through from above.
  await sql(later, [ELSEWHERE, TENANT_ID]);
  await close();
  await sql("UPDATE ledger.closing SET at = at + interval '3 days' WHERE tenant_id = $1", [TENANT_ID]);
  await sql(later, [TENANT_ID, ELSEWHERE]);
  expect(await everything()).toEqual(fromTheBeginning);
});

test("what was under way while the books were closed, and what came after, is counted once", async () => {
  await buy(10n);
  const before = await balanceAt(people.guard(), wallet, END);
  const writer = await house.db.pool.connect();
  const leg = { asset, dk: 1, ds: "", dp: wallet.party, ck: 13, cs: "", cp: "", amount: "7", code: 13, ref: null };
  try {
    await writer.query("BEGIN");
    await writer.query("SELECT ledger.post($1, $2, $3)", [TENANT_ID, newId(), JSON.stringify([leg])]);
    await buy(20n);
    await close();
    await writer.query("COMMIT");
  } finally {
    writer.release();
  }
  await buy(30n);
  const { accounts, trialBalance: sums } = await custody(people.system());
  expect(accounts.find(({ party }) => party === wallet.party)?.balance).toBe(before - 10n - 7n - 15n);
  expect(await balanceAt(people.guard(), wallet, END)).toBe(before - 10n - 7n - 15n);
  expect(sums.every(({ sum }) => sum === 0n)).toBe(true);
});

test("a balance that lost an update shows in the trial balance of the next closing", async () => {
  await buy(10n);
  const change = (by: number) =>
    sql(
      "UPDATE ledger.balance SET amount = amount + $2 WHERE account_id = (SELECT max(id) FROM ledger.account WHERE asset = $1 AND mode = 0)",
      [asset, by],
    );
  await change(1);
  await close();
  expect((await trialBalance(people.system())).find((row) => row.asset === asset)?.sum).toBe(1n);
  await change(-1);
  await close();
  expect((await trialBalance(people.system())).find((row) => row.asset === asset)?.sum).toBe(0n);
});

test("books are closed when it is due, by the system alone; of a day the last closing stays, and of every day one", async () => {
  await expect(closeBooks(people.admin(), 0)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await close()).toBe(true);
  await sql("UPDATE ledger.closing SET at = at - interval '1 day'");
  expect(await closeBooks(people.system(), 3_600_000)).toBe(true);
  expect(await closeBooks(people.system(), 3_600_000)).toBe(false);
  expect(await close()).toBe(true);
  const { rows } = await house.db.pool.query<{ closings: number; ownerless: number }>(
    `SELECT (SELECT count(*)::int FROM ledger.closing) AS closings,
       (SELECT count(*)::int FROM ledger.closing_sum s WHERE NOT EXISTS (SELECT FROM ledger.closing c WHERE c.id = s.closing_id))
       + (SELECT count(*)::int FROM ledger.closing_balance s WHERE NOT EXISTS (SELECT FROM ledger.closing c WHERE c.id = s.closing_id)) AS ownerless`,
  );
  expect(rows[0]).toEqual({ closings: 2, ownerless: 0 });
});

/** Rows of the ledger that a reading reads, index entries included. */
function rowsReadBy(reading: (ctx: ReturnType<Cast["system"]>) => Promise<unknown>): Promise<number> {
  return inTransaction(people.system(), async (tx) => {
    const count = async () => {
      const rows = await tx.tx.$queryRaw<{ n: number }[]>`
        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_all_tables WHERE schemaname = 'ledger'`;
      return rows[0]?.n ?? 0;
    };
    // As the planner decides by itself once tables are long.
    await tx.tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    const before = await count();
    await reading(tx);
    return (await count()) - before;
  });
}

/** Transfers that somebody who began before them may still not see. */
async function unfinished(): Promise<number> {
  const asked = "SELECT count(*)::int AS n FROM ledger.transfer WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
  const { rows } = await house.db.pool.query<{ n: number }>(asked);
  return rows[0]?.n ?? 0;
}

test("reading custody, the trial balance and a house account's balance and statement does not grow with the past", async () => {
  const READINGS = {
    custody: (ctx: ReturnType<Cast["system"]>) => custody(ctx),
    trialBalance: (ctx: ReturnType<Cast["system"]>) => trialBalance(ctx),
    balanceAt: (ctx: ReturnType<Cast["system"]>) => balanceAt(ctx, wallet, END),
    statement: (ctx: ReturnType<Cast["system"]>) =>
      statementOf(ctx, wallet, { from: new Date(Date.now() + 60_000), to: END }, { limit: 50 }),
  };
  const reads: Record<string, number>[] = [];
  const roll = roller();
  for (const more of [30, 120]) {
    for (let n = 0; n < more; n += 1) await buy(10n);
    // Other tests' transactions on this server hold back rolling up and the closing's snapshot.
    await expect.poll(unfinished, { timeout: 20_000, interval: 5 }).toBe(0);
    await roll(people.system());
    await close();
    await sql("ANALYZE ledger.transfer, ledger.account, ledger.balance, ledger.closing, ledger.closing_sum, ledger.closing_balance");
    const took: Record<string, number> = {};
    for (const [name, reading] of Object.entries(READINGS)) took[name] = await rowsReadBy(reading);
    reads.push(took);
  }
  const [few = {}, many = {}] = reads;
  expect(Object.keys(READINGS).filter((name) => (many[name] ?? Infinity) > (few[name] ?? 0) + 20)).toEqual([]);
});
