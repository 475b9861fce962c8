import { changeSetting, inTransaction } from "@amanat/db";
import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { releasable, setStage, type Stage } from "./testing/stage.ts";
import { SETTINGS } from "./settings.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

type Relations = Awaited<ReturnType<payment.PeoplePort["related"]>>;

const portsOf = (relations: Relations, from = new Date(0)): payment.PayInPorts => ({
  ...stage.payIn,
  people: { decidesFrom: () => Promise.resolve(from), related: () => Promise.resolve(relations) },
});

async function approve(payoutId: string, id: string, ports: payment.PayInPorts) {
  const { amount, destination } = await stage.db.prisma.payout.findUniqueOrThrow({ where: { id } });
  return proved(stage.people.admin(), (ctx) =>
    payment.approvePayout(ctx, { payoutId, version: 0, amount: amount.toString(), destination }, ports),
  );
}

const joined = () => [{ people: [stage.people.admin.id, stage.people.seller.id], by: "mailbox" }] as const;
const limit = (amount: string) =>
  inTransaction(stage.system(), (tx) => changeSetting(tx, SETTINGS.relatedLimit, { [stage.asset]: amount }));

test("an admin who is likely whose money it is approves nothing above the limit, and is shown why", async () => {
  const { payoutId, id, amount } = await releasable(stage);
  await limit((amount - 1n).toString());
  const ports = portsOf(joined());
  await expect(approve(payoutId, id, ports)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  expect(await payment.getPayout(stage.people.admin(), { payoutId }, ports)).toMatchObject({
    approvable: false,
    blockedBecause: "related",
    related: [{ between: ["you", "paid"], by: "mailbox" }],
  });
  await limit(amount.toString());
  expect(await payment.getPayout(stage.people.admin(), { payoutId }, ports)).toMatchObject({ approvable: true, blockedBecause: "none" });
  expect(await approve(payoutId, id, ports)).toMatchObject({ status: "approved" });
});

test("parties who are likely one person are shown, and block nobody", async () => {
  const { payoutId, id } = await releasable(stage);
  await limit("0");
  const ports = portsOf([{ people: [stage.people.buyer.id, stage.people.seller.id], by: "device" }]);
  expect((await payment.getPayout(stage.people.admin(), { payoutId }, ports)).related).toEqual([
    { between: ["other", "paid"], by: "device" },
  ]);
  expect(await approve(payoutId, id, ports)).toMatchObject({ status: "approved" });
});

test("a new admin approves nothing, of any amount", async () => {
  const { payoutId, id } = await releasable(stage);
  const ports = portsOf([], new Date(Date.now() + 3_600_000));
  await expect(approve(payoutId, id, ports)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await payment.getPayout(stage.people.admin(), { payoutId }, ports)).toMatchObject({
    approvable: false,
    blockedBecause: "new_admin",
  });
});

test("what would go to an address of ours is shown as not to be approved", async () => {
  const { payoutId, id } = await releasable(stage);
  await stage.db.prisma.payout.update({ where: { id }, data: { destination: stage.spec.escrowWallet } });
  expect(await payment.getPayout(stage.people.admin(), { payoutId }, portsOf([]))).toMatchObject({
    approvable: false,
    blockedBecause: "our_address",
  });
});
