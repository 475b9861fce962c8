import { inTransaction, newId, Prisma, type TxCtx } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { fundsOf, journalId, type Leg, post, postIf } from "./index.ts";

/** A caller's own row and its money: they move together or not at all, in one round trip. */
const house = useDatabase();
let people: Cast;
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000ad";

beforeAll(async () => {
  people = await cast(house.db);
});

const run = <T>(work: (tx: TxCtx) => Promise<T>): Promise<T> => inTransaction(people.system(), work);
const releaseOf = (scope: string, amount = 100n): Leg[] => [
  { debit: { kind: "held", scope, asset }, credit: { kind: "releasable", scope, party: "s", asset }, amount, code: "release" },
];

/** A scope with 100 held, and a row of ours that says `funded`. */
async function funded(): Promise<string> {
  const scope = newId();
  const received = { kind: "received", scope, asset } as const;
  await run(async (tx) => {
    await post(tx, {
      id: newId(),
      legs: [
        { debit: { kind: "custody", party: "0xd", asset }, credit: received, amount: 100n, code: "deposit", chainRef: `g:${scope}` },
        { debit: received, credit: { kind: "held", scope, asset }, amount: 100n, code: "allocate" },
      ],
    });
    await tx.tx.setting.create({ data: { tenantId: tx.actor.tenantId, key: scope, value: "funded" } });
  });
  return scope;
}

const guardOf = (scope: string): Prisma.Sql =>
  Prisma.sql`UPDATE "Setting" SET "value" = '"released"'::jsonb WHERE "key" = ${scope} AND "value" = '"funded"'::jsonb RETURNING 1`;
const stateOf = async (scope: string) => (await house.db.prisma.setting.findFirstOrThrow({ where: { key: scope } })).value;
const funds = (scope: string) => fundsOf(people.system(), scope, asset);

describe("postIf", () => {
  test.each([
    ["the same key", (scope: string) => journalId("test", scope, "release")],
    ["distinct keys", () => newId()],
  ])("64 releases of one deal at once with %s: one effect, everybody else is told that nothing was there to do", async (_keys, id) => {
    const scope = await funded();
    const outcomes = await atOnce(64, () => run((tx) => postIf(tx, guardOf(scope), { id: id(scope), legs: releaseOf(scope) })));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(succeeded(outcomes).filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(succeeded(outcomes).filter((outcome) => outcome === null)).toHaveLength(63);
    expect(await stateOf(scope)).toBe("released");
    expect(await funds(scope)).toMatchObject({ held: 0n, releasable: 100n, balanced: true });
  });

  test("money that is refused takes the guard's change back", async () => {
    const scope = await funded();
    const tooMuch = run((tx) => postIf(tx, guardOf(scope), { id: newId(), legs: releaseOf(scope, 101n) }));
    await expect(tooMuch).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await stateOf(scope)).toBe("funded");
    expect(await funds(scope)).toMatchObject({ held: 100n, balanced: true });
  });

  test("a guard that does not hold posts nothing", async () => {
    const scope = await funded();
    const guard = Prisma.sql`UPDATE "Setting" SET "value" = '"x"'::jsonb WHERE "key" = ${scope} AND "value" = '"other"'::jsonb RETURNING 1`;
    expect(await run((tx) => postIf(tx, guard, { id: newId(), legs: releaseOf(scope) }))).toBeNull();
    expect(await funds(scope)).toMatchObject({ held: 100n, balanced: true });
  });
});
