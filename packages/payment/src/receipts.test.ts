/** A receipt: read by whoever knows its id, of a payment that was paid, without an account. */
import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { funded, intake, payable, PRICE, report, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const read = (receiptId: string) => payment.getReceipt(stage.people.anonymous(), { receiptId });
const seen = (dealId: string) => payment.getIntent(stage.people.buyer(), { dealId }, stage.payIn);
const keyOf = async (scope: string) => (await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } })).receiptKey;

test("what was paid is read by whoever knows the id, and it names nobody and no address", async () => {
  const { dealId, place } = await funded(stage);
  const { receiptId } = await seen(dealId);
  const receipt = await read(receiptId ?? "");
  expect(receipt).toMatchObject({ title: "A camera", amount: PRICE.toString(), received: PRICE.toString(), transferCount: 1 });
  expect(receipt.transfers).toMatchObject([{ txHash: place.txHash, amount: PRICE.toString(), explorer: null }]);
  expect(receipt.paidAt).not.toBeNull();
  const { asset: _asset, id: _id, transfers: _transfers, ...rest } = receipt;
  expect(JSON.stringify(rest)).not.toMatch(/0x|usr_|deal_|pay_|@/);
});

test("there is none before it is paid, also for who guesses its id, and none under the payment's own id", async () => {
  const { scope, dealId, intent, deposit } = await payable(stage);
  expect((await seen(dealId)).receiptId).toBeNull();
  const key = await keyOf(scope);
  for (const id of [publicId("receipt", key), publicId("receipt", newId()), intent.id.replace("pay_", "rcp_")])
    await expect(read(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(read(intent.id)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  // A part of the price is no payment of it.
  await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE - 1n }));
  stage.chain.mine(4);
  await intake(stage);
  expect(await seen(dealId)).toMatchObject({ received: (PRICE - 1n).toString(), receiptId: null });
  await expect(read(publicId("receipt", key))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("two payments have ids of which neither follows from the other, nor from when they were made", async () => {
  const keys = [await keyOf((await payable(stage)).scope), await keyOf((await payable(stage)).scope)];
  // Version 4: 122 random bits, and no time.
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(keys).size).toBe(2);
});

test("one that the chain took back keeps its address, and says that it is not paid", async () => {
  const { dealId, intent, place } = await funded(stage);
  const { receiptId } = await seen(dealId);
  await report(stage, intent.id, place, { event: "payment.reorged" });
  stage.chain.reorg(place.txHash);
  await payment.processInbox(stage.system(), stage.ports);
  await payment.recheckOrphans(stage.system(), stage.rail);
  expect((await seen(dealId)).receiptId).toBeNull();
  expect(await read(receiptId ?? "")).toMatchObject({ paidAt: null, received: "0", transfers: [], transferCount: 0 });
});
