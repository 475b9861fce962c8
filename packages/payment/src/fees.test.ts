import { type Ctx, inTransaction } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import { atOnce, failureCodes, proved, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { TOKEN } from "./testing/small-chain.ts";
import { RECEIVER } from "./testing/small-rail.ts";
import { SmallScreener } from "./testing/small-screener.ts";
import { approve, earned, expectBooksToMatchChain, releasable, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const FEE = 10_000n;
const HOUR_MS = 3_600_000;

const ask = (amount: bigint, ctx: Ctx = stage.people.admin(), destination = RECEIVER) =>
  proved(ctx, (sure) =>
    payment.withdrawFees(sure, { asset: stage.asset, amount: amount.toString(), destination, reason: "The first quarter" }, stage.payIn),
  );
const shown = async (ctx: Ctx = stage.people.guard()) => {
  const { assets } = await payment.fees(ctx, stage.payIn);
  return assets.find(({ asset }) => asset.id === stage.asset);
};
const stock = async () => {
  const accounts = await accountsOf(stage.system(), { asset: stage.asset, kinds: ["platform_fee"] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
};
const approved = (payoutId: string) => approve(stage, stage.people.admin2(), payoutId);
const notes = (receiver: string, system: Ctx = stage.system()) =>
  payment.noteCustody(system, { ...stage.rail, chain: { ...stage.rail.chain, receiver } }, { signer: "hot-key", sweepEveryMs: 0 });
/** Web's process with another wallet in its configuration. */
const named = (receiver: string | undefined): Pick<payment.PayInPorts, "rails"> => ({
  rails: payment.railsOf([{ ...stage.rail, chain: { ...stage.rail.chain, receiver } }]),
});

describe("earned fees", () => {
  test("are asked for by one admin, approved by another, and paid to the operator's wallet; books and chain agree", async () => {
    await earned(stage);
    expect(await shown()).toMatchObject({
      earned: "10000",
      withdrawn: "0",
      underWay: "0",
      mayReturn: "0",
      inWallet: "10000",
      withdrawable: "10000",
    });
    const { payoutId } = await ask(7_000n);
    expect(await shown()).toMatchObject({ earned: "10000", underWay: "7000", inWallet: "3000", withdrawable: "3000" });
    await expect(approve(stage, stage.people.admin(), payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await approved(payoutId);
    await settle(stage, 12);
    expect(stage.chain.bookOf(TOKEN).get(RECEIVER)).toBe(7_000n);
    expect(await shown()).toMatchObject({ earned: "10000", withdrawn: "7000", underWay: "0", inWallet: "3000", withdrawable: "3000" });
    const { data } = await payment.listPayouts(stage.people.guard(), { limit: 100, kind: "fee" });
    expect(data.find(({ id }) => id === payoutId)).toMatchObject({
      status: "settled",
      dealId: null,
      unmatchedId: null,
      destination: RECEIVER,
    });
    await expectBooksToMatchChain(stage);
  });

  test("two callers, and sixteen, never take more than there is", async () => {
    await earned(stage);
    const two = await atOnce(2, () => ask(6_000n));
    expect([succeeded(two).length, failureCodes(two)]).toEqual([1, ["INSUFFICIENT_FUNDS"]]);
    const sixteen = await atOnce(16, () => ask(1_000n));
    expect([succeeded(sixteen).length, new Set(failureCodes(sixteen))]).toEqual([4, new Set(["INSUFFICIENT_FUNDS"])]);
    expect(await stock()).toBe(0n);
  });

  test("stay while a hold can still take them back: until the release is settled on chain", async () => {
    const { scope, payoutId } = await releasable(stage);
    await notes(RECEIVER);
    expect(await shown()).toMatchObject({ earned: "10000", mayReturn: "10000", withdrawable: "0" });
    await expect(ask(1n)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    const { holdId } = await inTransaction(stage.system(), (tx) =>
      payment.holdMoney(tx, { scope, tranche: 1, reason: "a case", by: "case" }),
    );
    expect(await shown()).toMatchObject({ earned: "0", mayReturn: "0", withdrawable: "0" });
    await inTransaction(stage.system(), (tx) => payment.liftHold(tx, { holdId, by: "case", restore: true }));
    expect(await shown()).toMatchObject({ earned: "10000", mayReturn: "10000", withdrawable: "0" });
    const [, again] = await payment.payoutsOf(stage.system(), [scope]);
    expect(payoutId).not.toContain(again?.id);
    const { data } = await payment.listPayouts(stage.people.admin(), { limit: 100, status: "pending_approval" });
    await approve(stage, stage.people.admin(), data.find(({ asset }) => asset === stage.asset)?.id ?? "");
    expect(await shown()).toMatchObject({ mayReturn: "10000", withdrawable: "0" });
    await settle(stage, 20);
    expect(await shown()).toMatchObject({ mayReturn: "0", withdrawable: "10000" });
  });

  test("never take what lies in the wallet for others", async () => {
    await earned(stage);
    // What leaves the wallet for others, by the books, leaves nothing for us.
    const where = { tenantId: stage.people.system().actor.tenantId, assetId: stage.asset, kind: "release" };
    const { id } = await stage.db.prisma.payout.findFirstOrThrow({ where });
    await stage.db.prisma.payout.update({ where: { id }, data: { status: "approved", amount: "9500" } });
    expect(await shown()).toMatchObject({ inWallet: "500", withdrawable: "0" });
    await expect(ask(501n)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  });

  test("are earned as before when an admin rejects the payout, or it fails, and can be asked for again", async () => {
    await earned(stage);
    const { payoutId, version } = await ask(FEE);
    await proved(stage.people.admin2(), (sure) => payment.rejectPayout(sure, { payoutId, version, reason: "not this quarter" }));
    expect([await stock(), await shown()]).toMatchObject([FEE, { underWay: "0", withdrawable: "10000" }]);
    const again = await ask(FEE);
    await approved(again.payoutId);
    const screener = new SmallScreener();
    screener.listed.add(RECEIVER);
    await payment.advancePayouts(stage.system(), { ...stage.rail, screener });
    expect(await payment.getPayout(stage.people.guard(), { payoutId: again.payoutId })).toMatchObject({ status: "failed" });
    expect([await stock(), await shown()]).toMatchObject([FEE, { underWay: "0", withdrawable: "10000" }]);
    await expectBooksToMatchChain(stage);
  });

  test("are for guards and admins to see, and to nobody's wallet but the operator's", async () => {
    await earned(stage);
    for (const who of ["resolver", "seller", "stranger"] as const)
      await expect(shown(stage.people[who]())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(ask(1n, stage.people.admin(), `0x${"77".repeat(20)}`)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });
});

describe("the operator's wallet", () => {
  const asking = (ports: Pick<payment.PayInPorts, "rails">, ctx: Ctx, destination: string) =>
    proved(ctx, (sure) => payment.withdrawFees(sure, { asset: stage.asset, amount: "1", destination, reason: "The first quarter" }, ports));
  const OTHER = `0x${"6f".repeat(20)}`;
  const incidents = () =>
    stage.db.prisma.incident.findMany({
      where: { kind: "wallet.receiver_changed", subject: { startsWith: stage.chain.id }, closedAt: null },
    });

  test("is named by web and worker alike, or nothing is withdrawn", async () => {
    await earned(stage);
    await expect(asking(named(undefined), stage.people.admin(), RECEIVER)).rejects.toMatchObject({ code: "NO_RECEIVER" });
    await expect(asking(named(OTHER), stage.people.admin(), OTHER)).rejects.toMatchObject({ code: "NO_RECEIVER" });
    expect((await payment.fees(stage.people.admin(), named(undefined))).assets.find(({ asset }) => asset.id === stage.asset)).toMatchObject(
      {
        withdrawable: "0",
        receiver: { state: "none", address: null },
      },
    );
  });

  test("that was changed counts 72 hours later, and the operators are told; what was approved for the earlier one is not paid", async () => {
    await earned(stage);
    const { payoutId } = await ask(4_000n);
    await approved(payoutId);
    const waiting = await ask(1_000n);
    await notes(OTHER);
    expect(await incidents()).toMatchObject([{ subject: `${stage.chain.id}:${OTHER}` }]);
    const elsewhere = named(OTHER);
    await expect(asking(elsewhere, stage.people.admin(), OTHER)).rejects.toMatchObject({ code: "NO_RECEIVER" });
    await expect(
      proved(stage.people.admin2(), (sure) =>
        payment.approvePayout(
          sure,
          { payoutId: waiting.payoutId, version: 0, amount: "1000", destination: RECEIVER },
          { ...stage.payIn, ...elsewhere },
        ),
      ),
    ).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    await payment.advancePayouts(stage.system(), { ...stage.rail, chain: { ...stage.rail.chain, receiver: OTHER } });
    expect(await payment.getPayout(stage.people.guard(), { payoutId })).toMatchObject({ status: "failed" });
    const clock = testClock();
    clock.advance(72 * HOUR_MS + 1_000);
    // A worker that names none in between shortens no wait, and noting the same one again lengthens none.
    await notes(OTHER);
    await notes(OTHER, { ...stage.system(), clock });
    expect(await incidents()).toEqual([]);
    await asking(elsewhere, { ...stage.people.admin(), clock }, OTHER);
  });
});
