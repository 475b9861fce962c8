import { inTransaction, newId } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { fundsOf, type Leg, post, reverse, transfersOf, trialBalance } from "../index.ts";

const house = useDatabase();
let people: Cast;
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000ee";

beforeAll(async () => {
  people = await cast(house.db);
});

const at = (kind: Leg["debit"]["kind"], scope: string, party = "") => ({ kind, scope, party, asset });
const run = (id: string, legs: Leg[]) => inTransaction(people.system(), (tx) => post(tx, { id, legs }));
const takeBack = (id: string) => inTransaction(people.system(), (tx) => reverse(tx, id));

/** A deal of 100, released with a fee of 2 by the journal whose id is answered. */
async function released(scope: string): Promise<string> {
  await run(newId(), [
    {
      debit: { kind: "custody", party: "0xd", asset },
      credit: at("received", scope),
      amount: 100n,
      code: "deposit",
      chainRef: `c:${scope}`,
    },
    { debit: at("received", scope), credit: at("held", scope), amount: 100n, code: "allocate" },
  ]);
  const id = newId();
  await run(id, [
    { debit: at("held", scope), credit: at("releasable", scope, "s"), amount: 98n, code: "release" },
    { debit: at("held", scope), credit: { kind: "platform_fee", asset }, amount: 2n, code: "fee" },
  ]);
  return id;
}

test("a journal is taken back leg by leg, and every equation holds before and after", async () => {
  const scope = newId();
  const id = await released(scope);
  expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ held: 0n, releasable: 98n, fees: 2n, balanced: true });
  expect((await takeBack(id)).outcome).toBe("done");
  expect(await fundsOf(people.system(), scope, asset)).toMatchObject({
    funded: 100n,
    held: 100n,
    releasable: 0n,
    fees: 0n,
    balanced: true,
  });
  expect((await trialBalance(people.system())).map(({ sum }) => sum)).toEqual([0n]);
  const { data } = await transfersOf(people.guard(), scope, { limit: 2 });
  expect(data.map(({ code, amount, chainRef }) => [code, amount, chainRef])).toEqual([
    ["reversal", "98", null],
    ["reversal", "2", null],
  ]);
});

test("once: a replay changes nothing, sixteen at once are one, and a reversal is not reversed", async () => {
  const scope = newId();
  const id = await released(scope);
  const outcomes = await atOnce(16, () => takeBack(id));
  expect(failureCodes(outcomes)).toEqual([]);
  expect(succeeded(outcomes).filter(({ outcome }) => outcome === "done")).toHaveLength(1);
  const again = await takeBack(id);
  expect(again.outcome).toBe("replayed");
  expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ held: 100n, balanced: true });
  await expect(takeBack(again.id)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("money that has moved on is not taken back, and nothing changes", async () => {
  const scope = newId();
  const id = await released(scope);
  await run(newId(), [
    { debit: at("releasable", scope, "s"), credit: at("payout_in_flight", scope, "s"), amount: 1n, code: "payout_start" },
  ]);
  await expect(takeBack(id)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  expect(await fundsOf(people.system(), scope, asset)).toMatchObject({ held: 0n, releasable: 97n, inFlight: 1n, fees: 2n, balanced: true });
});

test("a journal that is not there is said to be missing", async () => {
  await expect(takeBack(newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
});
