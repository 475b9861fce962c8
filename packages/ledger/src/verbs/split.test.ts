import { inTransaction, newId } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fundsOf, hold, portions, post, split, type Split, unhold } from "../index.ts";

const house = useDatabase();
let people: Cast;
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000ef";

beforeAll(async () => {
  people = await cast(house.db);
});

const within = <T>(work: (tx: Parameters<typeof hold>[0]) => Promise<T>): Promise<T> => inTransaction(people.system(), work);

/** A scope with 100 held. */
async function funded(): Promise<string> {
  const scope = newId();
  const received = { kind: "received", scope, asset } as const;
  await within((tx) =>
    post(tx, {
      id: newId(),
      legs: [
        { debit: { kind: "custody", party: "0xd", asset }, credit: received, amount: 100n, code: "deposit", chainRef: `s:${scope}` },
        { debit: received, credit: { kind: "held", scope, asset }, amount: 100n, code: "allocate" },
      ],
    }),
  );
  return scope;
}

const funds = (scope: string) => fundsOf(people.system(), scope, asset);
const ruling = (scope: string, change: Partial<Split> = {}): Split => ({
  scope,
  asset,
  from: "disputed",
  whole: 100n,
  cause: newId(),
  shares: [
    { to: "releasable", party: "seller", amount: 59n },
    { to: "refundable", party: "buyer", amount: 40n },
    { to: "platform_fee", amount: 1n },
  ],
  ...change,
});

describe("hold", () => {
  test("money under dispute is out of a release's reach until it is lifted; each cause holds and lifts once", async () => {
    const scope = await funded();
    const dispute = { scope, asset, parts: [{ from: "held", amount: 100n }], cause: newId() } as const;
    expect(await within((tx) => hold(tx, dispute))).toBe("done");
    expect(await within((tx) => hold(tx, dispute))).toBe("replayed");
    expect(await funds(scope)).toMatchObject({ held: 0n, disputed: 100n, balanced: true });
    await expect(within((tx) => split(tx, ruling(scope, { from: "held" })))).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await within((tx) => unhold(tx, dispute))).toBe("done");
    expect(await within((tx) => unhold(tx, dispute))).toBe("replayed");
    expect(await funds(scope)).toMatchObject({ held: 100n, disputed: 0n, balanced: true });
  });

  test("a cause that held something else is refused, and so is more than is there", async () => {
    const scope = await funded();
    const dispute = { scope, asset, parts: [{ from: "held", amount: 60n }], cause: newId() } as const;
    const part = (amount: bigint) => [{ from: "held", amount }] as const;
    await within((tx) => hold(tx, dispute));
    await expect(within((tx) => hold(tx, { ...dispute, parts: part(61n) }))).rejects.toMatchObject({ code: "LEDGER_KEY_CONFLICT" });
    await expect(within((tx) => hold(tx, { ...dispute, parts: part(41n), cause: newId() }))).rejects.toMatchObject({
      code: "INSUFFICIENT_FUNDS",
    });
    expect(await funds(scope)).toMatchObject({ held: 40n, disputed: 60n, balanced: true });
  });

  test("release against dispute at once: one has the money, the other is told", async () => {
    for (let run = 0; run < 10; run += 1) {
      const scope = await funded();
      const outcomes = await atOnce(2, (n) =>
        within((tx) =>
          n === 0
            ? hold(tx, { scope, asset, parts: [{ from: "held", amount: 100n }], cause: newId() })
            : split(tx, ruling(scope, { from: "held" })),
        ),
      );
      expect(succeeded(outcomes)).toEqual(["done"]);
      expect(failureCodes(outcomes)).toEqual(["INSUFFICIENT_FUNDS"]);
      expect(await funds(scope)).toMatchObject({ balanced: true });
    }
  });
});

test("a hold takes back what waits for its payout, with its fee, and lifting puts each part where it was", async () => {
  const scope = await funded();
  await within((tx) => split(tx, ruling(scope, { from: "held" })));
  const parts = [
    { from: "releasable", party: "seller", amount: 59n },
    { from: "refundable", party: "buyer", amount: 40n },
    { from: "platform_fee", amount: 1n },
  ] as const;
  const dispute = { scope, asset, parts, cause: newId() };
  await within((tx) => hold(tx, dispute));
  expect(await funds(scope)).toMatchObject({ disputed: 100n, releasable: 0n, refundable: 0n, fees: 0n, balanced: true });
  await within((tx) => unhold(tx, dispute));
  expect(await funds(scope)).toMatchObject({ disputed: 0n, releasable: 59n, refundable: 40n, fees: 1n, balanced: true });
});

test("one tranche never pays another's: each has a floor of its own", async () => {
  const scope = await funded();
  await expect(within((tx) => split(tx, ruling(scope, { from: "held", tranche: 2 })))).rejects.toMatchObject({
    code: "INSUFFICIENT_FUNDS",
  });
  await expect(
    within((tx) => hold(tx, { scope, asset, tranche: 2, parts: [{ from: "held", amount: 1n }], cause: newId() })),
  ).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  expect(await funds(scope)).toMatchObject({ held: 100n, balanced: true });
});

describe("split", () => {
  test("a ruling divides what was frozen, to the last unit, once", async () => {
    const scope = await funded();
    await within((tx) => hold(tx, { scope, asset, parts: [{ from: "held", amount: 100n }], cause: newId() }));
    const one = ruling(scope);
    const outcomes = await atOnce(16, () => within((tx) => split(tx, one)));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(succeeded(outcomes).filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(await funds(scope)).toMatchObject({ disputed: 0n, releasable: 59n, refundable: 40n, fees: 1n, balanced: true });
  });

  test("shares that do not come to the whole move nothing", async () => {
    const scope = await funded();
    const wrong = [
      ruling(scope, { from: "held", whole: 101n }),
      ruling(scope, {
        from: "held",
        whole: 0n,
        shares: [
          { to: "platform_fee", amount: -1n },
          { to: "provider_fee", amount: 1n },
        ],
      }),
    ];
    for (const one of wrong) await expect(async () => within((tx) => split(tx, one))).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await funds(scope)).toMatchObject({ held: 100n, balanced: true });
  });

  test("portions add up to the whole, whatever the weights; each is its part, or a unit more while no larger goes without", () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 8 })
      .filter((list) => list.some((w) => w > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), weights, (whole, list) => {
        const parts = portions(whole, list);
        const total = list.reduce((sum, weight) => sum + weight, 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        parts.forEach((part, index) => {
          const exact = (whole * (list[index] ?? 0n)) / total;
          expect(part === exact || part === exact + 1n).toBe(true);
          if (part === exact + 1n) {
            const larger = list.flatMap((weight, other) => (weight > (list[index] ?? 0n) ? [other] : []));
            for (const other of larger) expect(parts[other]).toBe((whole * (list[other] ?? 0n)) / total + 1n);
          }
        });
      }),
    );
    expect(() => portions(1n, [0n])).toThrow(/not all of them zero/);
  });
});
