import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { ESCROW, PROXY, TOKEN } from "./testing/small-chain.ts";
import { approve, payable, releasable, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const nobody = `0x${"0".repeat(40)}`;
/** Everything no payout may go to. */
const forbidden = async () => [ESCROW, PROXY, TOKEN, (await payable(stage)).deposit, nobody];
const point = (id: string, destination: string) => stage.db.prisma.payout.update({ where: { id }, data: { destination } });

test("an instruction that stands from before the rule is not approved to nobody or to ourselves", async () => {
  const { payoutId, id, scope } = await releasable(stage);
  for (const destination of await forbidden()) {
    await point(id, destination);
    const code = destination === nobody ? "address_nobody" : "address_ours";
    await expect(approve(stage, stage.people.admin(), payoutId)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "destination", code }],
    });
  }
  expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([{ status: "pending_approval" }]);
});

test("one approved before the address became ours is not signed: it fails with the reason, and its money waits again", async () => {
  for (const destination of await forbidden()) {
    const { payoutId, id, scope, amount } = await releasable(stage);
    await approve(stage, stage.people.admin(), payoutId);
    await point(id, destination);
    const held = stage.chain.tokens.get(destination) ?? 0n;
    await settle(stage, 12);
    const signed = stage.chain.signatures.filter(({ from, data }) => from === ESCROW && data.includes(destination.slice(2)));
    expect(signed).toEqual([]);
    if (destination !== ESCROW) expect(stage.chain.tokens.get(destination) ?? 0n).toBe(held);
    const row = await stage.db.prisma.payout.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: "failed", failure: expect.stringContaining("not paid to this address") });
    expect(await payment.fundsIn(stage.system(), scope, stage.asset)).toMatchObject({ releasable: amount, inFlight: 0n, balanced: true });
  }
});

test("nobody's money is turned to nobody or to ourselves, by its owner or after a refusal", async () => {
  const { payoutId, dealId } = await releasable(stage);
  await proved(stage.people.admin(), (ctx) => payment.rejectPayout(ctx, { payoutId, version: 0, reason: "wrong network" }));
  for (const address of await forbidden()) {
    const issues = [{ path: "address", code: address === nobody ? "address_nobody" : "address_ours" }];
    const refused = { code: "VALIDATION_ERROR", issues };
    await expect(payment.changeDestination(stage.people.seller(), { dealId, address }, stage.payIn)).rejects.toMatchObject(refused);
    await expect(payment.redraftPayout(stage.people.seller(), { payoutId, version: 1, address }, stage.payIn)).rejects.toMatchObject(
      refused,
    );
  }
});
