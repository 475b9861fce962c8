import { newId } from "@amanat/db";
import { atOnce, type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type AccountKey, accountsOf, balanceAt, type Leg, type Statement, statementOf, trialBalance, tryPost } from "../../index.ts";

const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000e1";
const scope = newId();
const received: AccountKey = { kind: "received", scope, asset };
const held: AccountKey = { kind: "held", scope, asset };
const custody: AccountKey = { kind: "custody", party: "0xe1", asset };
const BEGIN = new Date(0);
const END = new Date("2100-01-01T00:00:00Z");
let people: Cast;

type Row = { at: Date; seq: bigint | null; change: bigint; after: bigint | null };

/** Every transfer of an account, read without any of what is tested here. */
async function historyOf(account: AccountKey): Promise<Row[]> {
  const { rows } = await house.db.pool.query<{ at: Date; seq: string | null; change: string; after: string | null }>(
    `WITH a AS (SELECT id FROM ledger.account WHERE asset = $1 AND scope = $2 AND party = $3 AND mode = $4)
     SELECT t.at, coalesce(t.debit_seq) AS seq, -t.amount AS change, t.debit_after AS after FROM ledger.transfer t JOIN a ON t.debit = a.id
       WHERE t.debit IN (SELECT id FROM ledger.account WHERE kind = $5)
     UNION ALL SELECT t.at, t.credit_seq, t.amount, t.credit_after FROM ledger.transfer t JOIN a ON t.credit = a.id
       WHERE t.credit IN (SELECT id FROM ledger.account WHERE kind = $5)
     ORDER BY seq, at`,
    [
      asset,
      account.scope ?? "",
      account.party ?? "",
      account.kind === "custody" ? 1 : 0,
      { custody: 1, received: 2, held: 3 }[account.kind as "held"],
    ],
  );
  return rows.map((row) => ({
    at: row.at,
    seq: row.seq === null ? null : BigInt(row.seq),
    change: BigInt(row.change),
    after: row.after === null ? null : BigInt(row.after),
  }));
}

beforeAll(async () => {
  people = await cast(house.db);
  const post = (...legs: Leg[]) => tryPost(people.system(), { id: newId(), legs });
  for (let n = 1; n <= 20; n += 1) {
    await post(
      { debit: custody, credit: received, amount: BigInt(n * 10), code: "deposit", chainRef: `${scope}:${n}` },
      { debit: received, credit: held, amount: BigInt(n), code: "allocate" },
    );
  }
  // Many at once on the same rows: whoever waits reads the clock after the wait.
  await atOnce(60, (n) =>
    post({ debit: n % 3 === 0 ? held : received, credit: n % 3 === 0 ? received : held, amount: 1n, code: "allocate" }),
  );
});

async function pagesOf(account: AccountKey, period = { from: BEGIN, to: END }, limit = 7): Promise<Statement[]> {
  const pages: Statement[] = [];
  let cursor: string | undefined;
  do {
    const page = await statementOf(people.guard(), account, period, { cursor, limit });
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return pages;
}

describe("balanceAt", () => {
  test("a floored account's times follow its sequence, however many post at once", async () => {
    for (const account of [received, held]) {
      const history = await historyOf(account);
      expect(history.length).toBeGreaterThan(60);
      expect(history.map(({ at }) => at.getTime())).toEqual(history.map(({ at }) => at.getTime()).toSorted((a, b) => a - b));
    }
  });

  test.each([received, held, custody])("of $kind is what a sum over all transfers up to the moment says", async (account) => {
    const history = await historyOf(account);
    const moments = new Set([0, ...history.flatMap(({ at }) => [at.getTime() - 1, at.getTime(), at.getTime() + 1]), Date.now() + 60_000]);
    for (const moment of moments) {
      const naive = history.filter(({ at }) => at.getTime() <= moment).reduce((sum, { change }) => sum + change, 0n);
      expect(await balanceAt(people.guard(), account, new Date(moment))).toBe(naive);
    }
    const [now] = (await accountsOf(people.guard(), { kinds: [account.kind] })).filter((row) => row.asset === asset);
    expect(await balanceAt(people.guard(), account, new Date(Date.now() + 60_000))).toBe(now?.balance);
  });

  test("of an account that nobody has used, or another tenant's, is nothing", async () => {
    expect(await balanceAt(people.guard(), { ...held, scope: newId() }, END)).toBe(0n);
    const ctx = people.guard();
    expect(await balanceAt({ ...ctx, actor: { ...ctx.actor, tenantId: newId() } }, held, END)).toBe(0n);
  });

  test("needs no index but those that posting keeps", async () => {
    // So few rows are read as a whole once there are statistics of them: asked is whether an index serves.
    const plan = async (sql: string) => {
      const client = await house.db.pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("SET LOCAL enable_seqscan = off");
        await client.query("SET LOCAL enable_bitmapscan = off");
        const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${sql}`);
        return rows.map((row) => row["QUERY PLAN"]).join("\n");
      } finally {
        await client.query("ROLLBACK");
        client.release();
      }
    };
    expect(await plan("SELECT at FROM ledger.transfer WHERE debit = 1 AND debit_seq = 2")).toMatch(/transfer_debit_debit_seq_key/);
    expect(await plan("SELECT at FROM ledger.transfer WHERE credit = 1 AND credit_seq = 2")).toMatch(/transfer_credit_credit_seq_key/);
    const sum = (side: string) => `SELECT sum(amount) FROM ledger.transfer WHERE ${side} = 1 AND ${side}_seq IS NULL AND at < now()`;
    expect(await plan(sum("debit"))).toMatch(/Index Scan using transfer_debit_(deferred_idx|debit_seq_key)/);
    expect(await plan(sum("credit"))).toMatch(/Index Scan using transfer_credit_(deferred_idx|credit_seq_key)/);
  });
});

describe("statementOf", () => {
  test.each([received, held, custody])(
    "of $kind pages through every transfer once, each balance following from the one before",
    async (account) => {
      const pages = await pagesOf(account);
      const lines = pages.flatMap((page) => page.lines);
      const history = await historyOf(account);
      expect(lines).toHaveLength(history.length);
      expect(new Set(lines.map((line) => `${line.journal}:${line.leg}`)).size).toBe(lines.length);
      let balance = 0n;
      for (const line of lines) {
        balance += line.amount;
        expect(line.balanceAfter).toBe(balance);
      }
      if (account.kind !== "custody") expect(lines.map((line) => line.balanceAfter)).toEqual(history.map(({ after }) => after));
      for (const page of pages) expect([page.opening, page.closing]).toEqual([0n, balance]);
    },
  );

  test.each([received, custody])(
    "of $kind: periods side by side count every transfer once and close as the next opens",
    async (account) => {
      const history = await historyOf(account);
      const cuts = [
        BEGIN,
        ...[0.2, 0.5, 0.8].map((part) => history.toSorted((a, b) => Number(a.at) - Number(b.at))[Math.floor(history.length * part)]!.at),
        END,
      ];
      let [closing, count] = [0n, 0];
      for (const [index, from] of cuts.slice(0, -1).entries()) {
        const pages = await pagesOf(account, { from, to: cuts[index + 1]! }, 5);
        expect(pages[0]?.opening).toBe(closing);
        closing = pages[0]!.closing;
        count += pages.flatMap((page) => page.lines).length;
        expect(pages[0]!.opening + pages.flatMap((page) => page.lines).reduce((sum, line) => sum + line.amount, 0n)).toBe(closing);
      }
      expect(count).toBe(history.length);
    },
  );

  test("a floored account's pages are one statement, whatever is posted between them", async () => {
    const other: AccountKey = { kind: "available", party: newId(), asset };
    const post = () =>
      tryPost(people.system(), {
        id: newId(),
        legs: [{ debit: { kind: "operator", asset }, credit: other, amount: 1n, code: "operator_funding" }],
      });
    for (let n = 0; n < 4; n += 1) await post();
    const first = await statementOf(people.guard(), other, { from: BEGIN, to: END }, { limit: 3 });
    await post();
    const second = await statementOf(people.guard(), other, { from: BEGIN, to: END }, { limit: 3, cursor: first.nextCursor! });
    expect([second.closing, second.lines.map((line) => line.balanceAfter), second.nextCursor]).toEqual([4n, [4n], null]);
  });

  test("refuses another account's cursor, another period's, a made-up one, and a period that ends before it begins", async () => {
    const { nextCursor } = await statementOf(people.guard(), received, { from: BEGIN, to: END }, { limit: 3 });
    const cursor = nextCursor!;
    const refused = { code: "INVALID_CURSOR" };
    await expect(statementOf(people.guard(), held, { from: BEGIN, to: END }, { limit: 3, cursor })).rejects.toMatchObject(refused);
    await expect(statementOf(people.guard(), received, { from: new Date(1), to: END }, { limit: 3, cursor })).rejects.toMatchObject(
      refused,
    );
    await expect(statementOf(people.guard(), received, { from: BEGIN, to: END }, { limit: 3, cursor: `${cursor}x` })).rejects.toMatchObject(
      refused,
    );
    await expect(
      statementOf(people.guard(), { ...held, scope: newId() }, { from: BEGIN, to: END }, { limit: 3, cursor }),
    ).rejects.toMatchObject(refused);
    await expect(statementOf(people.guard(), held, { from: END, to: BEGIN }, { limit: 3 })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });
});

test("the trial balance is zero per asset, and says so kind by kind", async () => {
  const rows = await trialBalance(people.guard());
  for (const row of rows) {
    expect(row.sum).toBe(0n);
    expect(row.kinds.reduce((sum, kind) => sum + kind.sum, 0n)).toBe(0n);
  }
  expect(rows[0]?.kinds.map(({ kind }) => kind)).toEqual(["custody", "received", "held", "available", "operator"]);
});
