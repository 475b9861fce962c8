import { inTransaction, newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type AccountKey, custody, fundsOf, type Leg, post, transfersOf, trialBalance } from "../index.ts";

const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000bb";
const native = "eip155:31337/slip44:60";
const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});

function scoped(scope: string) {
  const at = (kind: AccountKey["kind"], party = ""): AccountKey => ({ kind, scope, party, asset });
  const custodyAt = (party: string, of = asset): AccountKey => ({ kind: "custody", party, asset: of });
  const move = (debit: AccountKey, credit: AccountKey, amount: bigint, code: Leg["code"], chainRef?: string): Leg => ({
    debit,
    credit,
    amount,
    code,
    ...(chainRef ? { chainRef: `${chainRef}:${scope}` } : {}),
  });
  const run = (...legs: Leg[]) => inTransaction(people.system(), (tx) => post(tx, { id: newId(), legs }));
  return { at, custodyAt, move, run };
}

describe("fundsOf", () => {
  test("the equation holds at every step of a deal that is paid, overpaid, released and settled", async () => {
    const scope = newId();
    const { at, custodyAt, move, run } = scoped(scope);
    const fee: AccountKey = { kind: "platform_fee", asset };
    const steps: [Leg[], Record<string, bigint>][] = [
      [[move(custodyAt("0xd"), at("received"), 60n, "deposit", "1")], { received: 60n, funded: 0n }],
      [
        [
          move(custodyAt("0xd"), at("received"), 50n, "deposit", "2"),
          move(at("received"), at("held"), 100n, "allocate"),
          move(at("received"), at("refundable", "buyer"), 10n, "excess"),
        ],
        { received: 0n, funded: 110n, held: 100n, refundable: 10n },
      ],
      [[move(at("held"), at("disputed"), 100n, "dispute_hold")], { held: 0n, disputed: 100n }],
      [[move(at("disputed"), at("held"), 100n, "dispute_lift")], { held: 100n, disputed: 0n }],
      [
        [move(at("held"), at("releasable", "seller"), 98n, "release"), move(at("held"), fee, 2n, "fee")],
        { held: 0n, releasable: 98n, fees: 2n },
      ],
      [[move(at("releasable", "seller"), at("payout_in_flight", "seller"), 98n, "payout_start")], { releasable: 0n, inFlight: 98n }],
      [[move(at("payout_in_flight", "seller"), at("releasable", "seller"), 98n, "payout_return")], { releasable: 98n, inFlight: 0n }],
      [[move(at("releasable", "seller"), at("payout_in_flight", "seller"), 98n, "payout_start")], { inFlight: 98n }],
      [[move(at("refundable", "buyer"), at("payout_in_flight", "buyer"), 10n, "payout_start")], { refundable: 0n, inFlight: 108n }],
      [
        [move(at("payout_in_flight", "seller"), custodyAt("0xescrow"), 98n, "payout_settle", "3")],
        { inFlight: 10n, released: 98n, refunded: 0n },
      ],
      [
        [move(at("payout_in_flight", "buyer"), custodyAt("0xescrow"), 10n, "payout_settle", "4")],
        { inFlight: 0n, released: 98n, refunded: 10n },
      ],
    ];
    for (const [legs, expected] of steps) {
      await run(...legs);
      expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ ...expected, balanced: true });
    }
    expect((await fundsOf(people.system(), scope, asset)).funded).toBe(110n);
    expect(await fundsOf(people.system(), scope, native)).toMatchObject({ funded: 0n, balanced: true });
  });

  test("one person's release and refund in one deal are both counted, and add up", async () => {
    const scope = newId();
    const { at, custodyAt, move, run } = scoped(scope);
    await run(
      move(custodyAt("0xd"), at("received"), 30n, "deposit", "1"),
      move(at("received"), at("releasable", "p"), 20n, "allocate"),
      move(at("received"), at("refundable", "p"), 10n, "refund"),
      move(at("releasable", "p"), at("payout_in_flight", "p"), 20n, "payout_start"),
      move(at("refundable", "p"), at("payout_in_flight", "p"), 10n, "payout_start"),
      move(at("payout_in_flight", "p"), custodyAt("0xescrow"), 25n, "payout_settle", "2"),
    );
    expect(await fundsOf(people.system(), scope, asset)).toMatchObject({
      funded: 30n,
      inFlight: 5n,
      released: 20n,
      refunded: 5n,
      balanced: true,
    });
  });
});

describe("custody", () => {
  test("is what lies at each address after deposits, sweeps, gas and payouts", async () => {
    const scope = newId();
    const { at, custodyAt, move, run } = scoped(scope);
    const operator: AccountKey = { kind: "operator", asset: native };
    const cost: AccountKey = { kind: "network_cost", asset: native };
    await run(move(custodyAt("0xe1", native), operator, 1_000n, "operator_funding", "g"));
    await run(
      move(custodyAt("0xd1", native), custodyAt("0xe1", native), 50n, "gas_topup", "t"),
      move(cost, custodyAt("0xe1", native), 3n, "gas_cost"),
    );
    await run(move(custodyAt("0xd1"), at("received"), 500n, "deposit", "d"));
    await run(move(custodyAt("0xe1"), custodyAt("0xd1"), 500n, "sweep", "s"), move(cost, custodyAt("0xd1", native), 4n, "gas_cost"));
    const { addresses, trialBalance: sums } = await custody(people.system());
    const amounts = Object.fromEntries(
      addresses
        .filter(({ address }) => /[de]1$/.test(address))
        .map(({ address, asset: of, amount }) => [`${address} ${of === native ? "gas" : "token"}`, amount]),
    );
    expect(amounts).toEqual({ "0xe1 gas": 947n, "0xe1 token": 500n, "0xd1 gas": 46n, "0xd1 token": 0n });
    expect(sums.every(({ sum }) => sum === 0n)).toBe(true);
  });

  test("reads house accounts by index, not by scanning every transfer", async () => {
    const plan = await house.db.pool.query<{ "QUERY PLAN": string }>(
      "EXPLAIN SELECT sum(amount) FROM ledger.transfer t WHERE t.credit = 4611686018427387904 AND t.credit_seq IS NULL",
    );
    expect(plan.rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/Index Only Scan using transfer_credit_deferred_idx/);
  });
});

describe("transfersOf", () => {
  test("pages newest first without loss or repetition, and refuses a cursor of another scope", async () => {
    const scope = newId();
    const { at, custodyAt, move, run } = scoped(scope);
    for (let n = 1; n <= 7; n += 1) await run(move(custodyAt("0xd"), at("received"), BigInt(n), "deposit", String(n)));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await transfersOf(people.guard(), scope, { limit: 3, cursor });
      seen.push(...page.data.map((row) => row.amount));
      expect(page.meta.hasMore).toBe(page.meta.nextCursor !== null);
      cursor = page.meta.nextCursor ?? undefined;
      if (cursor)
        await expect(transfersOf(people.guard(), newId(), { limit: 3, cursor })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    } while (cursor);
    expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
    await expect(transfersOf(people.guard(), scope, { limit: 3, cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
  });

  test("the trial balance is zero per asset", async () => {
    expect((await trialBalance(people.system())).map(({ sum }) => sum)).toEqual([0n, 0n]);
  });
});
