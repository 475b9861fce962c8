/** One agreement, money on two chains: nothing of one chain is taken for the other's, though every address is the same on both. */
import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { accountsOf, custody, verifyLedger } from "@amanat/ledger";
import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { floorsOf } from "./reads/floors.ts";
import { agree, inside, openPayment, pay } from "./testing/agreement.ts";
import { ESCROW } from "./testing/small-chain.ts";
import { approve, expectBooksToMatchChain, intake, PAID_TO, report, setFloors, setStage, settle, settleAll } from "./testing/stage.ts";

const database = useDatabase();
let stage: Awaited<ReturnType<typeof setStage>>;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const both = () => [stage, stage.second];
const ids = () => both().map(({ chain }) => chain.id);
const funds = (scope: string, on: { asset: string }) => payment.fundsIn(stage.system(), scope, on.asset);
const move = (scope: string, cause: string, ...divisions: payment.Division[]) =>
  inside(stage, (tx) => payment.moveMoney(tx, { scope, cause, divisions }));
const toSeller = (amount: bigint) => [{ partyId: stage.people.seller.id, amount }];
const payoutsOf = (scope: string) => stage.db.prisma.payout.findMany({ where: { scope }, orderBy: { createdAt: "asc" } });
const BUYERS = `0x${Buffer.from("buyer").toString("hex").padEnd(40, "0")}`;

/** The first tranche is paid on one chain, the second on the other. */
async function paidOnBoth(amounts = [1_000n, 5_000n] as const): Promise<string> {
  const scope = await agree(stage, "A camera", ids());
  await pay(stage, { parts: [{ scope, tranche: 1, amount: amounts[0] }] });
  await pay(stage.second, { parts: [{ scope, tranche: 2, amount: amounts[1] }] });
  return scope;
}

async function expectEverythingToMatch(): Promise<void> {
  for (const one of both()) await expectBooksToMatchChain(one);
  expect((await custody(stage.system())).trialBalance.every(({ sum }) => sum === 0n)).toBe(true);
  await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
}

describe("an agreement with a tranche on each of two chains", () => {
  test("is paid out and given back on the chain each part came in by, and nowhere else", async () => {
    const scope = await paidOnBoth();
    expect(await funds(scope, stage)).toMatchObject({ held: 1_000n, funded: 1_000n, balanced: true });
    expect(await funds(scope, stage.second)).toMatchObject({ held: 5_000n, funded: 5_000n, balanced: true });
    await move(scope, "part", { tranche: 1, release: toSeller(600n), feeBps: 100 }, { tranche: 2, release: toSeller(2_000n), feeBps: 100 });
    await move(scope, "rest", { tranche: 1, refund: "rest" }, { tranche: 2, refund: "rest" });
    const drafted = await payoutsOf(scope);
    expect(drafted.map(({ chain, kind, amount }) => [chain, kind, amount])).toEqual([
      [stage.chain.id, "release", 594n],
      [stage.second.chain.id, "release", 1_980n],
      [stage.chain.id, "refund", 400n],
      [stage.second.chain.id, "refund", 3_000n],
    ]);
    for (const { id } of drafted) await approve(stage, stage.people.admin(), publicId("payout", id));
    await settleAll(both());
    expect(await funds(scope, stage)).toMatchObject({ released: 594n, refunded: 400n, fees: 6n, inFlight: 0n, balanced: true });
    expect(await funds(scope, stage.second)).toMatchObject({ released: 1_980n, refunded: 3_000n, fees: 20n, inFlight: 0n, balanced: true });
    for (const [one, toPaid, toBuyer] of [
      [stage, 594n, 400n],
      [stage.second, 1_980n, 3_000n],
    ] as const) {
      expect(one.chain.tokens.get(PAID_TO)).toBe(toPaid);
      expect(one.chain.tokens.get(BUYERS)).toBe(toBuyer);
    }
    await expectEverythingToMatch();
  });

  test("keeps a payout waiting for its own chain, and for no other", async () => {
    const scope = await paidOnBoth();
    await move(scope, "release", { tranche: 1, release: toSeller(1_000n) }, { tranche: 2, release: toSeller(5_000n) });
    for (const { id } of await payoutsOf(scope)) await approve(stage, stage.people.admin(), publicId("payout", id));
    stage.second.chain.refusals = Array.from({ length: 400 }, () => "throws" as const);
    await settleAll(both(), 25);
    expect((await payoutsOf(scope)).map(({ chain, status }) => [chain, status])).toEqual([
      [stage.chain.id, "settled"],
      [stage.second.chain.id, "approved"],
    ]);
    expect(stage.second.chain.tokens.get(PAID_TO)).toBeUndefined();
    stage.second.chain.refusals = [];
    await settle(stage.second);
    expect((await payoutsOf(scope)).every(({ status }) => status === "settled")).toBe(true);
    await expectEverythingToMatch();
  });

  test("loses nothing on one chain when the other takes its deposit back", async () => {
    const scope = await agree(stage, "A camera", ids());
    const there = await openPayment(stage.second, { parts: [{ scope, tranche: 2, amount: 5_000n }] });
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 1_000n }] });
    const paid = stage.second.chain.pay({ to: there.to, amount: 5_000n });
    await report(stage.second, there.id, paid);
    stage.second.chain.mine(8);
    await intake(stage.second);
    expect(await funds(scope, stage.second)).toMatchObject({ held: 5_000n });
    await report(stage.second, there.id, paid, { event: "payment.reorged" });
    stage.second.chain.reorg(paid.txHash);
    stage.second.chain.mine(8);
    await payment.processInbox(stage.system(), stage.ports);
    // Asked at the other chain, nothing is found out of it.
    await payment.recheckOrphans(stage.system(), stage.rail);
    expect(await funds(scope, stage.second)).toMatchObject({ held: 5_000n });
    await payment.recheckOrphans(stage.system(), stage.second.rail);
    expect(await funds(scope, stage.second)).toMatchObject({ held: 0n, balanced: true });
    expect(await funds(scope, stage)).toMatchObject({ held: 1_000n, funded: 1_000n, balanced: true });
  });

  test("takes one asset a tranche: what is paid in another chain's is refused before anything is opened", async () => {
    const scope = await agree(stage, "A camera", ids());
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 10n }] });
    await expect(pay(stage.second, { parts: [{ scope, tranche: 1, amount: 10n }] })).rejects.toMatchObject({ code: "ASSET_NOT_SUPPORTED" });
  });
});

describe("each chain", () => {
  test("has its own depth: what is final on one is not yet on the other", async () => {
    const scope = await agree(stage, "A camera", ids());
    const places = [];
    for (const [index, one] of both().entries()) {
      const open = await openPayment(one, { parts: [{ scope, tranche: index + 1, amount: 100n }] });
      await report(one, open.id, one.chain.pay({ to: open.to, amount: 100n }));
      places.push(open.to);
      one.chain.mine(3);
      await intake(one);
    }
    // No two intents share an address, on whichever chain they are.
    expect(new Set(places).size).toBe(2);
    expect([(await funds(scope, stage)).held, (await funds(scope, stage.second)).held]).toEqual([100n, 0n]);
    stage.second.chain.mine(3);
    await intake(stage.second);
    expect((await funds(scope, stage.second)).held).toBe(100n);
  });

  test("has its own contract to pay through, or none", async () => {
    const scope = await agree(stage, "A camera", ids());
    const ways = [];
    for (const [index, one] of both().entries()) {
      const { id } = await openPayment(one, { parts: [{ scope, tranche: index + 1, amount: 100n }] });
      const view = await payment.getIntent(stage.people.buyer(), { intentId: id }, stage.payIn);
      ways.push(view.pay?.ways.map(({ way }) => way));
    }
    expect(ways).toEqual([["transfer", "proxy"], ["transfer"]]);
  });

  test("has its own floor: what is worth its gas on one may wait on the other", async () => {
    await setFloors(stage.db, { [stage.second.asset]: "1000" });
    const scope = await agree(stage, "A camera", ids());
    for (const [index, one] of both().entries()) await pay(one, { parts: [{ scope, tranche: index + 1, amount: 100n }], sends: 150n });
    expect((await payoutsOf(scope)).map(({ chain, amount }) => [chain, amount])).toEqual([[stage.chain.id, 50n]]);
    await settleAll(both(), 15);
    const sweeps = await stage.db.prisma.sweep.findMany({ where: { chain: { in: ids() } }, orderBy: { createdAt: "asc" } });
    expect(sweeps.map(({ chain, status }) => [chain, status])).toEqual([
      [stage.chain.id, "settled"],
      [stage.second.chain.id, "planned"],
    ]);
  });

  test("has its own price of gas, which its floors are reckoned by", async () => {
    // 65,000 of gas at a thousandth of a coin that is worth $2,000, in an asset of 18 decimals that is worth a dollar.
    const dear = { [stage.second.chain.id]: { nativeCents: "200000", gasPrice: (10n ** 15n).toString() } };
    await setFloors(stage.db, {}, dear);
    const { payout, sweeps } = await floorsOf(stage.system());
    expect([payout(stage.asset), payout(stage.second.asset)]).toEqual([0n, 65_000n * 2_000n * 10n ** 15n]);
    expect(both().map(({ asset }) => sweeps.find((one) => one.asset === asset)?.floor)).toEqual([0n, 86_000n * 2_000n * 10n ** 15n]);
  });

  test("has its own wallet, gas and native coin, though the address is one", async () => {
    const subjects = ids().map((chain) => `${chain}:${ESCROW}`);
    const open = async () =>
      (await stage.db.prisma.incident.findMany({ where: { subject: { in: subjects }, state: "open" } })).map(({ kind, subject }) => [
        kind,
        subject,
      ]);
    const scope = await paidOnBoth();
    const poor = { ...stage.second.rail, broadcaster: { ...stage.second.rail.broadcaster, nativeBalance: () => Promise.resolve(0n) } };
    await payment.advanceSweeps(stage.system(), poor);
    expect(await open()).toEqual([["wallet.no_gas", subjects[1]]]);
    // The other chain's wallet signs: that mends nothing here.
    await settle(stage, 10);
    expect(await open()).toEqual([["wallet.no_gas", subjects[1]]]);
    await settle(stage.second, 15);
    expect(await open()).toEqual([]);
    stage.second.chain.payNative({ to: ESCROW, amount: 77n });
    for (const one of both()) {
      one.chain.mine(8);
      await payment.reconcileNative(stage.system(), one.rail);
    }
    const found = await stage.db.prisma.unmatchedDeposit.findMany({
      where: { address: ESCROW, chain: { in: ids() } },
    });
    expect(found.map(({ chain, assetId, amount }) => [chain, assetId, amount])).toEqual([
      [stage.second.chain.id, `${stage.second.chain.id}/slip44:60`, 77n],
    ]);
    expect(await funds(scope, stage)).toMatchObject({ held: 1_000n, balanced: true });
    await expectEverythingToMatch();
  });

  test("has nonces of its own for the one wallet, gapless on both", async () => {
    await paidOnBoth();
    await settleAll(both(), 15);
    const rows = await stage.db.prisma.txAttempt.findMany({ where: { signer: ESCROW, chain: { in: ids() } }, orderBy: { nonce: "asc" } });
    for (const chain of ids()) {
      const nonces = rows.filter((row) => row.chain === chain).map(({ nonce }) => nonce);
      expect(nonces).toEqual(nonces.map((_, index) => index));
      expect(nonces.length).toBeGreaterThan(0);
    }
    for (const [one, amount] of [
      [stage, 1_000n],
      [stage.second, 5_000n],
    ] as const) {
      const swept = await accountsOf(stage.system(), { kinds: ["custody"], party: ESCROW, asset: one.asset });
      expect(swept.map(({ balance }) => -balance)).toEqual([amount]);
    }
  });
});

test("an address is one chain's: each is named, changed and kept by itself", async () => {
  const scope = await agree(stage, "A camera", ids());
  const dealId = publicId("deal", scope);
  const [here, there] = ids();
  const elsewhere = `0x${"ba".repeat(20)}`;
  await pay(stage, { parts: [{ scope, tranche: 1, amount: 10_000n }] });
  await pay(stage.second, { parts: [{ scope, tranche: 2, amount: 5_000n }], refundAddress: elsewhere });
  const { buyer } = stage.people;
  const change = (wanted: { chain?: string; address: string }) =>
    proved(buyer(), (asked) => payment.changeDestination(asked, { dealId, ...wanted }, stage.payIn));
  const changed = `0x${"bc".repeat(20)}`;
  await expect(change({ address: changed })).rejects.toMatchObject({ issues: [{ path: "chain", code: "required" }] });
  await expect(change({ chain: "eip155:1", address: changed })).rejects.toMatchObject({ code: "INVALID_STATE" });
  await expect(payment.changeDestination(buyer(), { dealId, chain: there, address: changed }, stage.payIn)).rejects.toMatchObject({
    stepUp: { asset: stage.second.asset, destination: changed },
  });
  expect(await change({ chain: there ?? "", address: changed })).toMatchObject({
    chain: there,
    address: elsewhere,
    change: { address: changed },
  });
  // A change of each waits at once, and the one is taken back alone.
  expect(await change({ chain: here ?? "", address: changed })).toMatchObject({
    chain: here,
    address: BUYERS,
    change: { address: changed },
  });
  expect(await payment.keepDestination(buyer(), { dealId, chain: here })).toMatchObject({ chain: here, address: BUYERS, change: null });
  const refunds = [1, 2].map((tranche) => ({ tranche, refund: "rest" as const }));
  await inside(stage, (tx) => payment.moveMoney(tx, { scope, cause: "back", divisions: refunds }));
  const drafted = await stage.db.prisma.payout.findMany({ where: { scope }, orderBy: { amount: "desc" } });
  expect(drafted.map(({ chain, destination }) => [chain, destination])).toEqual([
    [here, BUYERS],
    [there, elsewhere],
  ]);
});

test("a chain that is not in use here is neither paid on nor believed", async () => {
  const scope = newId();
  const { buyer, seller } = stage.people;
  await inside(stage, (tx) =>
    payment.openEscrow(tx, {
      scope,
      title: "A",
      parties: [buyer.id, seller.id],
      payees: [{ partyId: seller.id, chain: stage.chain.id, address: PAID_TO }],
    }),
  );
  const { intentId } = await inside(stage, (tx) =>
    payment.createIntent(tx, {
      parts: [{ scope, tranche: 1, amount: 5n }],
      payerId: buyer.id,
      title: "A",
      assetId: stage.second.asset,
      expiresAt: new Date(Date.now() + 900_000),
    }),
  );
  const alone = { ...stage.payIn, rails: payment.railsOf([stage.rail]) };
  await expect(payment.openIntent(buyer(), { intentId: publicId("intent", intentId), refundAddress: BUYERS }, alone)).rejects.toMatchObject(
    { code: "NOT_SUPPORTED" },
  );
});
