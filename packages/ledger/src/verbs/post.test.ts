import { setTimeout as sleep } from "node:timers/promises";
import { ACCOUNT_KINDS, MAX_AMOUNT, TRANSFER_CODES } from "@amanat/contracts";
import { inTransaction, newId } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { accountsOf, DEFERRED_KINDS, fundsOf, journalId, type Leg, type Outcome, post, trialBalance, tryPost } from "../index.ts";

const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000aa";
const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});

function postAlone(legs: readonly Leg[], id: string = newId()): Promise<"done" | "replayed"> {
  return inTransaction(people.system(), (tx) => post(tx, { id, legs }));
}

let logs = 0;
function deposit(scope: string, amount: bigint): Leg[] {
  logs += 1;
  return [
    {
      debit: { kind: "custody", party: "0xdeposit", asset },
      credit: { kind: "received", scope, asset },
      amount,
      code: "deposit",
      chainRef: `eip155:31337:0x1:${logs}`,
    },
    { debit: { kind: "received", scope, asset }, credit: { kind: "held", scope, asset }, amount, code: "allocate" },
  ];
}

function release(scope: string, amount: bigint): Leg[] {
  return [{ debit: { kind: "held", scope, asset }, credit: { kind: "releasable", scope, party: "p", asset }, amount, code: "release" }];
}

/** Resolves once somebody waits for a lock in this database. */
async function waitingForALock(): Promise<void> {
  const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await house.db.pool.query(waiting)).rows.length === 0) await sleep(5);
}

describe("posting", () => {
  test("moves money, keeps zero sum, and replays the same journal without a second effect", async () => {
    const scope = newId();
    const id = journalId("test", scope, "deposit");
    const legs = deposit(scope, 1_000n);
    expect(await postAlone(legs, id)).toBe("done");
    expect(await postAlone(legs, id)).toBe("replayed");
    const accounts = await accountsOf(people.system(), { scope });
    expect(accounts.map(({ kind, balance }) => [kind, balance])).toEqual([
      ["received", 0n],
      ["held", 1_000n],
    ]);
    expect(await trialBalance(people.system())).toMatchObject([{ asset, sum: 0n }]);
  });

  test("refuses the same id with anything different", async () => {
    const scope = newId();
    const id = newId();
    const legs = deposit(scope, 5n);
    await postAlone(legs, id);
    const [first, second] = legs;
    if (!first || !second) throw new Error("two legs");
    const others: Leg[][] = [
      [first],
      [{ ...first, amount: 4n }, second],
      [{ ...first, code: "sweep" }, second],
      [{ ...first, chainRef: "eip155:31337:0x2:0" }, second],
      [{ ...first, debit: { ...first.debit, party: "0xother" } }, second],
      [second, first],
      [...legs, ...release(scope, 1n)],
    ];
    for (const other of others) await expect(postAlone(other, id)).rejects.toMatchObject({ code: "LEDGER_KEY_CONFLICT" });
    expect(await tryPost(people.system(), { id, legs: [first] })).toBe("conflict");
    expect(await tryPost(people.system(), { id, legs })).toBe("replayed");
    expect((await fundsOf(people.system(), scope, asset)).held).toBe(5n);
  });

  test("carries one base unit and the largest amount a token knows", async () => {
    for (const amount of [1n, MAX_AMOUNT]) {
      const scope = newId();
      await postAlone(deposit(scope, amount));
      const funds = await fundsOf(people.system(), scope, asset);
      expect([funds.funded, funds.held, funds.balanced]).toEqual([amount, amount, true]);
      const row = await house.db.prisma.ledgerTransfer.findFirstOrThrow({ where: { amount: amount.toString() } });
      expect(row.amount).toBe(amount);
    }
    await expect(postAlone(deposit(newId(), 0n))).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(postAlone(deposit(newId(), MAX_AMOUNT + 1n))).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("never lets a floored account fall below zero, not even between two legs of a journal", async () => {
    const scope = newId();
    await postAlone(deposit(scope, 10n));
    await expect(postAlone(release(scope, 11n))).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await tryPost(people.system(), { id: newId(), legs: release(scope, 11n) })).toBe("insufficient");
    const back: Leg = {
      debit: { kind: "releasable", scope, party: "p", asset },
      credit: { kind: "held", scope, asset },
      amount: 5n,
      code: "reversal",
    };
    // Ends where it began, but borrows on the way.
    await expect(postAlone([back, ...release(scope, 5n)])).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await postAlone([...release(scope, 5n), back])).toBe("done");
    expect((await fundsOf(people.system(), scope, asset)).held).toBe(10n);
  });

  test("nets many legs per account into one row change with gapless sequences and true running balances", async () => {
    const scope = newId();
    const fees: Leg[] = [1n, 2n, 3n].map((amount) => ({
      debit: { kind: "held", scope, asset },
      credit: { kind: "platform_fee", asset },
      amount,
      code: "fee",
    }));
    const id = newId();
    await postAlone([...deposit(scope, 100n), ...release(scope, 40n), ...fees], id);
    const rows = await house.db.prisma.ledgerTransfer.findMany({ where: { journalId: id }, orderBy: { leg: "asc" } });
    const held = await house.db.prisma.ledgerAccount.findFirstOrThrow({ where: { scope, kind: 3 } });
    const touches = rows.flatMap((row) =>
      row.debit === held.id ? [[row.debitSeq, row.debitAfter]] : row.credit === held.id ? [[row.creditSeq, row.creditAfter]] : [],
    );
    expect(touches).toEqual([
      [1n, 100n],
      [2n, 60n],
      [3n, 59n],
      [4n, 57n],
      [5n, 54n],
    ]);
    // House accounts keep neither sequence nor running balance.
    expect(rows.at(-1)).toMatchObject({ creditSeq: null, creditAfter: null });
    expect(rows.at(-1)?.credit).toBeGreaterThan(2n ** 62n - 1n);
  });

  test("posts an on-chain transfer once, whatever journal asks for it", async () => {
    const scope = newId();
    const legs = deposit(scope, 7n);
    await postAlone(legs);
    await expect(postAlone(legs)).rejects.toMatchObject({ code: "LEDGER_KEY_CONFLICT" });
    const outcomes = await atOnce(8, () =>
      postAlone(deposit(scope, 1n).map((leg) => (leg.chainRef ? { ...leg, chainRef: `race:${scope}` } : leg))),
    );
    expect(succeeded(outcomes)).toEqual(["done"]);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["LEDGER_KEY_CONFLICT"]));
    expect((await fundsOf(people.system(), scope, asset)).held).toBe(8n);
  });

  test("takes the whole of the caller's transaction back when refused", async () => {
    const scope = newId();
    const beat = `ledger-test-${scope}`;
    const attempt = inTransaction(people.system(), async (tx) => {
      await tx.tx.heartbeat.create({ data: { process: beat, at: new Date() } });
      await post(tx, { id: newId(), legs: release(scope, 1n) });
    });
    await expect(attempt).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await house.db.prisma.heartbeat.count({ where: { process: beat } })).toBe(0);
  });
});

describe("races", () => {
  test("64 releases at once with the same id: one effect, everybody told it is done", async () => {
    const scope = newId();
    await postAlone(deposit(scope, 100n));
    const id = newId();
    const outcomes = await atOnce(64, () => postAlone(release(scope, 100n), id));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(succeeded(outcomes).filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ held: 0n, releasable: 100n, balanced: true });
  });

  test("64 releases at once with distinct ids: the money moves once", async () => {
    const scope = newId();
    await postAlone(deposit(scope, 100n));
    const outcomes = await atOnce(64, () => postAlone(release(scope, 100n)));
    expect(succeeded(outcomes)).toEqual(["done"]);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INSUFFICIENT_FUNDS"]));
    expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ held: 0n, releasable: 100n });
  });

  test("twins of a lone post where the balance would allow a second effect: still one", async () => {
    const scope = newId();
    await postAlone(deposit(scope, 100n));
    const id = newId();
    const outcomes = await atOnce(32, () => tryPost(people.system(), { id, legs: release(scope, 1n) }));
    expect(succeeded(outcomes).toSorted()).toEqual(["done", ...Array.from({ length: 31 }, () => "replayed")]);
    expect((await fundsOf(people.system(), scope, asset)).releasable).toBe(1n);
  });

  test("a twin that waited while the first opened the accounts is a replay, though its chain reference is taken", async () => {
    const legs = deposit(newId(), 100n);
    const id = newId();
    const twins: Promise<Outcome>[] = [];
    await inTransaction(people.system(), async (tx) => {
      await post(tx, { id, legs });
      twins.push(tryPost(people.system(), { id, legs }));
      await waitingForALock();
    });
    expect(await Promise.all(twins)).toEqual(["replayed"]);
  });

  test("many journals opening the same accounts in different orders neither deadlock nor double an account", async () => {
    const scope = newId();
    await postAlone(deposit(scope, 1_000n));
    const parties = ["a", "b", "c", "d", "e"];
    const outcomes = await atOnce(40, (index) =>
      postAlone(
        parties.map((_, step): Leg => ({
          debit: { kind: "held", scope, asset },
          credit: { kind: "refundable", scope, party: parties[(index + step * (index % 2 === 0 ? 1 : 4)) % 5] ?? "a", asset },
          amount: 1n,
          code: "refund",
        })),
      ),
    );
    expect(failureCodes(outcomes)).toEqual([]);
    const accounts = await accountsOf(people.system(), { scope, kinds: ["refundable"] });
    expect(accounts.map(({ party, balance }) => [party, balance])).toEqual(parties.map((party) => [party, 40n]));
  });
});

describe("chart", () => {
  test("the database floors and defers exactly the kinds the code believes it does", async () => {
    const rows = await house.db.pool.query<{ kind: number }>("SELECT DISTINCT kind FROM ledger.account WHERE mode = 1");
    const scope = newId();
    for (const kind of ACCOUNT_KINDS) {
      const credit = { kind, scope: `${scope}-${kind}`, asset };
      await postAlone([{ debit: { kind: "operator", party: scope, asset }, credit, amount: 1n, code: "operator_funding" }]);
    }
    const all = await house.db.prisma.ledgerAccount.findMany({ where: { scope: { startsWith: scope } } });
    const deferred = all.filter((account) => account.mode === 1).map((account) => ACCOUNT_KINDS[account.kind - 1]);
    expect(new Set(deferred)).toEqual(new Set(DEFERRED_KINDS));
    expect(all.every((account) => (account.mode === 1) === (account.floor === null))).toBe(true);
    expect(rows.rows.length).toBeGreaterThan(0);
    expect(TRANSFER_CODES).toHaveLength(26);
  });
});
