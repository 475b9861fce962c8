import { closeDeadline, inTransaction } from "@amanat/db";
import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { ESCROW } from "./testing/small-chain.ts";
import { approve, expectBooksToMatchChain, funded, intake, releasable, setFloors, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const sweeps = () => stage.db.prisma.sweep.findMany({ where: { chain: stage.chain.id }, orderBy: { createdAt: "asc" } });
const start = (addresses?: readonly string[]) =>
  proved(stage.people.admin(), (sure) =>
    payment.startSweeps(sure, { chain: stage.chain.id, reason: "by hand", ...(addresses && { addresses: [...addresses] }) }, stage.payIn),
  );
const incidents = () => stage.db.prisma.incident.findMany({ where: { subject: { contains: stage.chain.id }, closedAt: null } });

/** Everything a worker does whose timer is switched off. */
async function withoutTimer(rounds = 12): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await intake(stage);
    await payment.advanceSweeps(stage.system(), stage.rail, { timer: false });
    await payment.advancePayouts(stage.system(), stage.rail);
    await stage.db.prisma.sweep.updateMany({ data: { leaseUntil: null } });
    await stage.db.prisma.payout.updateMany({ data: { leaseUntil: null } });
    stage.chain.mine();
  }
}

async function setTo(setting: keyof typeof SETTINGS, value: object): Promise<void> {
  const where = { tenantId: stage.people.system().actor.tenantId, key: SETTINGS[setting].key };
  await stage.db.prisma.setting.upsert({ where: { tenantId_key: where }, create: { ...where, value }, update: { value } });
}

describe("with the timer of sweeps switched off", () => {
  test("nothing is swept by itself, not even for a payout, until an admin starts it; what was started goes on", async () => {
    const release = await releasable(stage);
    await approve(stage, stage.people.admin(), release.payoutId);
    await withoutTimer();
    expect(stage.chain.signatures).toEqual([]);
    expect(await sweeps()).toMatchObject([{ status: "planned", wanted: true }]);
    expect(await start()).toEqual({ sweeps: 1 });
    await expect(start()).rejects.toMatchObject({ code: "INVALID_STATE" });
    await withoutTimer(20);
    expect(await sweeps()).toMatchObject([{ status: "settled" }]);
    expect(await payment.payoutsOf(stage.system(), [release.scope])).toMatchObject([{ status: "settled" }]);
    await expectBooksToMatchChain(stage);
    const [entry] = await stage.db.prisma.auditEntry.findMany({ where: { action: "sweep.start" }, orderBy: { at: "desc" }, take: 1 });
    expect(entry?.payload).toMatchObject({ chain: stage.chain.id, addresses: "all", sweeps: 1, reason: "by hand" });
  });

  test("dust is left where it is, unless its address is named", async () => {
    const { deposit } = await funded(stage, 50n);
    await setFloors(database.db, { [stage.asset]: "100" });
    await expect(start()).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await start([deposit])).toEqual({ sweeps: 1 });
    await withoutTimer();
    expect(await sweeps()).toMatchObject([{ status: "settled" }]);
    expect(stage.chain.tokens.get(ESCROW)).toBe(50n);
  });

  test("a sweep that was given up is planned once more by naming its address, and its own date does nothing then", async () => {
    const { deposit } = await funded(stage);
    const [given] = await sweeps();
    await stage.db.prisma.sweep.updateMany({ where: { id: given?.id ?? "" }, data: { status: "failed", failure: "too many tries" } });
    const timer = { purpose: "sweep_again", subjectId: given?.id ?? "" };
    await stage.db.prisma.deadline.create({
      data: { id: given?.id ?? "", tenantId: given?.tenantId ?? "", ...timer, dueAt: new Date(Date.now() + 86_400_000) },
    });
    expect(await start([deposit])).toEqual({ sweeps: 1 });
    expect(await stage.db.prisma.deadline.findFirst({ where: timer })).toMatchObject({ status: "done" });
    await withoutTimer();
    expect((await sweeps()).map(({ status }) => status)).toEqual(["failed", "settled"]);
    await expect(start([deposit])).rejects.toMatchObject({ code: "INVALID_STATE" });
    await inTransaction(stage.system(), (tx) => closeDeadline(tx, timer));
    await expectBooksToMatchChain(stage);
  });
});

describe("what a worker says of its wallet", () => {
  const note = () => payment.noteCustody(stage.system(), stage.rail, { signer: "hot-key", sweepEveryMs: 0 });
  const health = async () =>
    (await payment.custodyHealth(stage.people.guard(), stage.payIn)).chains.find(({ chain }) => chain === stage.chain.id);

  test("stands beside what the web's process knows, and is told when gas is low", async () => {
    expect(await health()).toMatchObject({ worker: null, wallet: ESCROW });
    await note();
    expect(await health()).toMatchObject({
      worker: { signer: "hot-key", agrees: true, sweepEveryMs: 0, gas: (10n ** 18n).toString(), low: false, silent: false },
      gasLow: (10n ** 16n).toString(),
      holdings: [{ amount: (10n ** 18n).toString(), ceiling: null, over: false }],
    });
    await setTo("gasLow", { [stage.chain.id]: (2n * 10n ** 18n).toString() });
    await note();
    await note();
    expect(await incidents()).toMatchObject([{ kind: "wallet.low_gas" }]);
    expect(await health()).toMatchObject({ worker: { low: true } });
    stage.chain.native.set(ESCROW, 3n * 10n ** 18n);
    await note();
    expect(await incidents()).toEqual([]);
  });

  test("is told when the wallet holds more than its ceiling, until it holds less", async () => {
    await releasable(stage);
    await settle(stage);
    await setTo("hotCeiling", { [stage.asset]: "1000" });
    await note();
    expect(await incidents()).toMatchObject([{ kind: "wallet.over_ceiling" }]);
    expect(await health()).toMatchObject({ holdings: expect.arrayContaining([expect.objectContaining({ ceiling: "1000", over: true })]) });
    await setTo("hotCeiling", { [stage.asset]: (10n ** 12n).toString() });
    await note();
    expect(await incidents()).toEqual([]);
    await setTo("hotCeiling", {});
  });

  test("sweeps are listed with their transactions", async () => {
    const { dealId } = await funded(stage);
    await settle(stage, 10);
    const { data } = await payment.listSweeps(stage.people.guard(), { show: "settled" });
    const own = data.find(({ chain }) => chain === stage.chain.id);
    expect(own).toMatchObject({ dealId, status: "settled", transactions: [{ step: "gas_topup.1" }, { step: "transfer.2" }] });
    await expect(payment.listSweeps(stage.people.buyer(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
