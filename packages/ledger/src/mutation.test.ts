/** Each of the three things that keep a lone post right is taken away in turn; what it is there for must then be seen to fail. */
import { newId, sqlStateOf, TENANT_ID } from "@amanat/db";
import { atOnce, type Cast, cast, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type Leg, postBatch, tryPost } from "./index.ts";

const house = useDatabase();
let people: Cast;
const asset = "eip155:31337/slip44:60";

beforeAll(async () => {
  people = await cast(house.db);
});

const purse = (party: string) => ({ kind: "available", party, asset }) as const;
const move = (from: string, to: string, amount: bigint): Leg => ({ debit: purse(from), credit: purse(to), amount, code: "release" });

/** Two purses of 1,000 each, the first opened first. */
async function twoPurses(): Promise<[string, string]> {
  const names = [newId(), newId()] as const;
  for (const name of names)
    await postBatch(people.system(), [
      { id: newId(), legs: [{ debit: { kind: "operator", asset }, credit: purse(name), amount: 1_000n, code: "operator_funding" }] },
    ]);
  return [...names];
}

/** Nobody spends what is not there. */
async function floorHolds(): Promise<boolean> {
  const [from, to] = await twoPurses();
  return tryPost(people.system(), { id: newId(), legs: [move(from, to, 1_001n)] }).then(
    (outcome) => outcome === "insufficient",
    () => false,
  );
}

const POST = "SELECT ledger.try_post_leg($1, $2, $3, 8::int2, '', $4, 8::int2, '', $5, $6, 3::int2, null) AS outcome";

/** Twins that looked before the first had committed, and then waited for it, are told that it is done, not that money is short. */
async function twinsAgree(): Promise<boolean> {
  const [from, to] = await twoPurses();
  const id = newId();
  return house.as("app", async (first) => {
    await first.query("BEGIN");
    await first.query(POST, [TENANT_ID, id, asset, from, to, "1000"]);
    const twins = atOnce(8, () => tryPost(people.system(), { id, legs: [move(from, to, 1_000n)] }));
    const waiting = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(async () => (await house.db.pool.query<{ n: number }>(waiting)).rows[0]?.n, { timeout: 20_000 }).toBe(8);
    await first.query("COMMIT");
    return succeeded(await twins).every((outcome) => outcome === "replayed");
  });
}

/** Those who pay each other at once do not block each other. Asked without the repetition that would hide it. */
async function nobodyDeadlocks(): Promise<boolean> {
  const [one, other] = await twoPurses();
  const payer = (turn: number) =>
    house
      .as("superuser", async (client) => {
        await client.query("SET deadlock_timeout = '20ms'");
        for (let run = 0; run < 25; run += 1)
          await client.query(POST, [TENANT_ID, newId(), asset, ...((run + turn) % 2 === 0 ? [one, other] : [other, one]), "1"]);
      })
      .then(
        () => "fine",
        (error: unknown) => sqlStateOf(error),
      );
  const answers = await Promise.all(Array.from({ length: 8 }, (_, turn) => payer(turn)));
  return !answers.includes("40P01");
}

const definition =
  "SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = 'apply_leg' AND pronamespace = 'ledger'::regnamespace";

/** What `check` says while the function lacks something. What is taken away must be there to begin with. */
async function without(changes: readonly (readonly [string, string])[], check: () => Promise<boolean>): Promise<boolean> {
  return house.as("superuser", async (client) => {
    const { rows } = await client.query<{ text: string }>(definition);
    const original = rows[0]?.text ?? "";
    let changed = original;
    for (const [from, to] of changes) {
      expect(changed).toContain(from);
      changed = changed.replaceAll(from, to);
    }
    await client.query(changed);
    try {
      return await check();
    } finally {
      await client.query(original);
    }
  });
}

describe("as it is", () => {
  test.each([floorHolds, twinsAgree, nobodyDeadlocks])("%o", async (check) => {
    expect(await check()).toBe(true);
  });
});

describe("taken away", () => {
  test("the floor: spending what is not there is no longer a plain refusal", async () => {
    expect(await without([["AND b.amount - p_amount >= b.floor", ""]], floorHolds)).toBe(false);
  });

  test("the second look after a missed guard: twins are told that money is short", async () => {
    const look = "known := EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.journal_id = p_journal);";
    expect(await without([[look, "known := false;"]], twinsAgree)).toBe(false);
  });

  test("the order of locks: two who pay each other deadlock", async () => {
    const changes = [
      ["IF v_credit < v_debit AND v_credit <", "IF false AND v_credit <"],
      ["IF v_debit < v_credit AND v_credit <", "IF v_credit <"],
    ] as const;
    expect(await without(changes, nobodyDeadlocks)).toBe(false);
  });
});
