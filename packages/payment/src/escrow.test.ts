/** An agreement's money: many payers, many tranches, many divisions. */
import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { custody, type Leg, post, verifyLedger } from "@amanat/ledger";
import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { agree, inside, pay, send } from "./testing/agreement.ts";
import { ESCROW } from "./testing/small-chain.ts";
import { approve, expectBooksToMatchChain, PAID_TO, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const move = (scope: string, cause: string, ...divisions: payment.Division[]) =>
  inside(stage, (tx) => payment.moveMoney(tx, { scope, cause, divisions }));
const toSeller = (amount: bigint) => [{ partyId: stage.people.seller.id, amount }];
const payoutsOf = (scope: string) => stage.db.prisma.payout.findMany({ where: { scope }, orderBy: { createdAt: "asc" } });
const newsOf = async (scope: string) =>
  (await stage.db.prisma.event.findMany({ where: { channel: `deal:${scope}` }, orderBy: { seq: "asc" } })).map(({ type }) => type);

describe("several tranches and payers", () => {
  test("each tranche pays its own; the fee is due on all that was released, and rounded once", async () => {
    const scope = await agree(stage);
    await pay(stage, { parts: [1, 2, 3].map((tranche) => ({ scope, tranche, amount: 333n })) });
    // 1 % of 333 is 3, of 666 is 6, of 999 is 9: never 3 × 3.33 rounded by itself.
    for (const [tranche, amount] of [
      [1, 150n],
      [1, 183n],
      [2, 333n],
    ] as const)
      await move(scope, `release ${amount}`, { tranche, release: toSeller(amount), feeBps: 100 });
    expect(await funds(scope)).toMatchObject({ held: 333n, releasable: 666n - 6n, fees: 6n, balanced: true });
    await expect(move(scope, "more", { tranche: 2, release: toSeller(1n), feeBps: 100 })).rejects.toMatchObject({
      code: "INSUFFICIENT_FUNDS",
    });
    expect((await payoutsOf(scope)).map(({ amount }) => amount)).toEqual([149n, 181n, 330n]);
  });

  test("a refund is divided among those who paid by what is left of each, to the unit, and goes where each of them said", async () => {
    const scope = await agree(stage);
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 100n }] });
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 50n }], payer: "stranger" });
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 51n }], payer: "seller2" });
    const [first] = await move(scope, "half", { tranche: 1, release: toSeller(100n), feeBps: 0, refund: 10n });
    const shares = first?.payouts.filter(({ kind }) => kind === "refund").map(({ amount }) => amount);
    // 10 over 100, 50 and 51: 4, 2 and 2 rounded down, and the two units over to the largest two.
    expect(shares?.toSorted()).toEqual([2n, 3n, 5n]);
    const [second] = await move(scope, "rest", { tranche: 1, refund: "rest" });
    const back = new Map<string, bigint>();
    for (const { destination, amount } of [...(first?.payouts ?? []), ...(second?.payouts ?? [])])
      if (destination !== PAID_TO) back.set(destination, (back.get(destination) ?? 0n) + amount);
    expect([...back.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(101n);
    expect(back.size).toBe(3);
    expect(await funds(scope)).toMatchObject({ held: 0n, refundable: 101n, releasable: 100n, balanced: true });
    for (const row of await stage.db.prisma.contribution.findMany({ where: { scope } }))
      expect(row.refunded).toBeLessThanOrEqual(row.amount);
  });

  test("one cause moves once: sixteen at once are one, and a replay answers what was made, whatever it asks for", async () => {
    const scope = await agree(stage);
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 100n }] });
    const outcomes = await atOnce(16, () => move(scope, "once", { tranche: 1, release: toSeller(60n), feeBps: 100, refund: 40n }));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(new Set(succeeded(outcomes).map(([one]) => one?.movementId)).size).toBe(1);
    const [again] = await move(scope, "once", { tranche: 1, refund: 1n });
    expect(again?.payouts.map(({ amount }) => amount).toSorted()).toEqual([40n, 60n]);
    expect(await payoutsOf(scope)).toHaveLength(2);
    expect(await funds(scope)).toMatchObject({ held: 0n, releasable: 60n, refundable: 40n, fees: 0n, balanced: true });
  });

  test("several tranches move together or not at all; what is not there moves nothing", async () => {
    const scope = await agree(stage);
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 10n }] });
    const both = [
      { tranche: 1, release: toSeller(10n) },
      { tranche: 2, release: toSeller(1n) },
    ];
    await expect(move(scope, "both", ...both)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await funds(scope)).toMatchObject({ held: 10n, releasable: 0n, balanced: true });
    expect(await move(scope, "nothing", { tranche: 2, refund: "rest" })).toEqual([]);
    for (const release of [toSeller(0n), Array.from({ length: 91 }, () => ({ partyId: newId(), amount: 1n }))])
      await expect(move(scope, "wrong", { tranche: 1, release })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(move(newId(), "nobody's", { tranche: 1, refund: "rest" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("ninety are paid by one movement, and their fees come to the fee", async () => {
    const scope = await agree(stage);
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 9_090n }] });
    const release = Array.from({ length: 90 }, (_, n) => ({ partyId: newId(), amount: BigInt(100 + (n % 3)) }));
    const { id: tenantId } = await stage.db.prisma.tenant.findFirstOrThrow();
    const at = new Date();
    await stage.db.prisma.destination.createMany({
      data: release.map(({ partyId }) => ({
        id: newId(),
        tenantId,
        scope,
        ownerId: partyId,
        chain: stage.chain.id,
        address: PAID_TO,
        namedAt: at,
        effectiveAt: at,
        appliedAt: at,
      })),
    });
    const [moved] = await move(scope, "all", { tranche: 1, release, feeBps: 250 });
    expect(moved?.payouts).toHaveLength(90);
    expect(await funds(scope)).toMatchObject({ held: 0n, fees: 227n, releasable: 9_090n - 227n, balanced: true });
  });
});

describe("one transfer for three deals", () => {
  const cart = async () => {
    const scopes = [await agree(stage, "One"), await agree(stage, "Two"), await agree(stage, "Three")];
    return { scopes, parts: scopes.map((scope, n) => ({ scope, tranche: 1, amount: BigInt(100 * (n + 1)) })) };
  };

  test("nothing is held until all of it is there; then each deal has its own, and is told", async () => {
    const { scopes, parts } = await cart();
    const intentId = await pay(stage, { parts, sends: 599n });
    for (const scope of scopes) expect(await funds(scope)).toMatchObject({ received: 599n, held: 0n });
    await send(stage, stage.people.buyer(), intentId, 1n);
    for (const [n, scope] of scopes.entries()) {
      expect(await funds(scope)).toMatchObject({
        received: 0n,
        funded: BigInt(100 * (n + 1)),
        held: BigInt(100 * (n + 1)),
        balanced: true,
      });
      expect((await newsOf(scope)).filter((type) => type === "payment.credited.v1")).toHaveLength(1);
    }
    const view = await payment.getIntent(stage.people.buyer(), { dealId: publicId("deal", scopes[1] ?? "") }, stage.payIn);
    expect(view.parts.map(({ amount, status }) => [amount, status])).toEqual([
      ["100", "covered"],
      ["200", "covered"],
      ["300", "covered"],
    ]);
    await settle(stage, 15);
    await expectBooksToMatchChain(stage);
  });

  test("a deal that ended before keeps nobody waiting: its part goes back, the others are paid", async () => {
    const { scopes, parts } = await cart();
    const [one = "", two = "", three = ""] = scopes;
    const intentId = await pay(stage, { parts, sends: 100n });
    expect(await inside(stage, (tx) => payment.cancelIntent(tx, { scope: two }))).toBe("money_seen");
    await send(stage, stage.people.buyer(), intentId, 500n);
    expect(await funds(one)).toMatchObject({ held: 100n, refundable: 200n, balanced: true });
    expect(await funds(two)).toMatchObject({ held: 0n, funded: 0n });
    expect(await funds(three)).toMatchObject({ held: 300n, balanced: true });
    await settle(stage, 15);
    await expectBooksToMatchChain(stage);
  });

  test("when all of it ends, what came goes back; a late rest too", async () => {
    const { scopes, parts } = await cart();
    const intentId = await pay(stage, { parts, sends: 100n });
    for (const scope of scopes) await inside(stage, (tx) => payment.cancelIntent(tx, { scope }));
    expect(await payment.getIntent(stage.people.buyer(), { intentId: publicId("intent", intentId) }, stage.payIn)).toMatchObject({
      status: "cancelled",
    });
    expect(await funds(scopes[0] ?? "")).toMatchObject({ refundable: 100n, balanced: true });
    expect((await newsOf(scopes[2] ?? "")).includes("payment.credited.v1")).toBe(false);
  });
});

test("a tranche can be paid from what its payer keeps with us, once per cause, and never from more", async () => {
  const scope = await agree(stage);
  const payer = stage.people.buyer.id;
  const available = { kind: "available", party: payer, asset: stage.asset } as const;
  await inside(stage, (tx) =>
    post(tx, {
      id: newId(),
      legs: [{ debit: { kind: "operator", asset: stage.asset }, credit: available, amount: 70n, code: "operator_funding" }],
    }),
  );
  const fund = (cause: string, amount: bigint) =>
    inside(stage, (tx) => payment.fundFromBalance(tx, { scope, tranche: 1, assetId: stage.asset, payerId: payer, amount, cause }));
  const outcomes = await atOnce(8, () => fund("first", 50n));
  expect(failureCodes(outcomes)).toEqual([]);
  expect(await funds(scope)).toMatchObject({ held: 50n, funded: 50n, balanced: true });
  await expect(fund("second", 21n)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  await expect(
    inside(stage, (tx) =>
      payment.fundFromBalance(tx, { scope, tranche: 1, assetId: stage.other, payerId: payer, amount: 1n, cause: "other" }),
    ),
  ).rejects.toMatchObject({ code: "ASSET_NOT_SUPPORTED" });
});

test("what was paid from a balance alone is paid out: no deposit of the agreement stands behind it", async () => {
  const { seller } = stage.people;
  const payees = [stage.people.buyer, seller].map(({ id: partyId }) => ({ partyId, chain: stage.chain.id, address: PAID_TO }));
  const scope = newId();
  await inside(stage, (tx) => payment.openEscrow(tx, { scope, title: "A camera", parties: [seller.id], payees }));
  const { asset } = stage;
  const [operator, available] = [{ kind: "operator", asset } as const, { kind: "available", party: stage.people.buyer.id, asset } as const];
  stage.chain.tokens.set(ESCROW, 50n);
  const legs: Leg[] = [
    { debit: { kind: "custody", party: ESCROW, asset }, credit: operator, amount: 50n, code: "operator_funding" },
    { debit: operator, credit: available, amount: 50n, code: "operator_funding" },
  ];
  await inside(stage, (tx) => post(tx, { id: newId(), legs }));
  const paid = { scope, tranche: 1, assetId: asset, payerId: stage.people.buyer.id, amount: 50n, cause: "all of it" };
  await inside(stage, (tx) => payment.fundFromBalance(tx, paid));
  await move(scope, "end", { tranche: 1, release: toSeller(30n), refund: 20n });
  for (const { id } of await payoutsOf(scope)) await approve(stage, stage.people.admin(), publicId("payout", id));
  await settle(stage, 15);
  expect(await funds(scope)).toMatchObject({ released: 30n, refunded: 20n, held: 0n, balanced: true });
  await expectBooksToMatchChain(stage);
});

test("three milestones on the chain: two paid, one given back, everything equal at the end", async () => {
  const scope = await agree(stage);
  await pay(stage, { parts: [1, 2, 3].map((tranche) => ({ scope, tranche, amount: 1_000n })) });
  await move(scope, "first", { tranche: 1, release: toSeller(1_000n), feeBps: 100 });
  await move(scope, "end", { tranche: 2, release: toSeller(1_000n), feeBps: 100 }, { tranche: 3, refund: "rest" });
  for (const { id } of await payoutsOf(scope)) await approve(stage, stage.people.admin(), publicId("payout", id));
  await settle(stage);
  expect(await funds(scope)).toMatchObject({ released: 1_980n, refunded: 1_000n, fees: 20n, held: 0n, inFlight: 0n, balanced: true });
  await expectBooksToMatchChain(stage);
  expect((await custody(stage.system())).trialBalance.every(({ sum }) => sum === 0n)).toBe(true);
  await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
});
