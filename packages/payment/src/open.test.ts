import { atOnce, failureCodes, succeeded, testClock, useDatabase } from "@amanat/testing";
import { inTransaction } from "@amanat/db";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { COUNTERFEIT, depositAddress, ESCROW, PROXY, TOKEN } from "./testing/small-chain.ts";
import { newDeal, payable, PRICE, REFUND_TO, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const open = (who: Parameters<typeof payment.openIntent>[0], dealId: string, refundAddress = REFUND_TO) =>
  payment.openIntent(who, { dealId, refundAddress }, stage.payIn);

test("the address is shown only once the scanner watches it", async () => {
  const { dealId, scope } = await newDeal(stage);
  const opened = await open(stage.people.buyer(), dealId);
  expect(opened).toMatchObject({
    status: "awaiting",
    refundAddress: REFUND_TO,
    pay: null,
    amount: PRICE.toString(),
    remaining: PRICE.toString(),
  });
  stage.crash.at = "intent.registered";
  await payment.watchIntents(stage.system(), stage.rail);
  expect((await payment.getIntent(stage.people.buyer(), { dealId }, stage.payIn)).pay).toBeNull();
  const [, first] = [...stage.watched.entries()].at(-1) ?? [];
  stage.chain.mine(5);
  await payment.watchIntents(stage.system(), stage.rail);
  expect([...stage.watched.entries()].at(-1)?.[1]).toEqual(first);
  const { pay } = await payment.getIntent(stage.people.buyer(), { dealId }, stage.payIn);
  const row = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
  const told = await stage.db.prisma.providerIntent.findFirstOrThrow({ where: { intentId: row.id, provider: "request-network" } });
  const [to, uri] = [row.depositAddress, `${stage.chain.id}:${TOKEN}:${row.depositAddress}:${PRICE}`];
  const proxied = { contract: PROXY, to: ESCROW, reference: told.reference, feeAmount: "0", feeAddress: `0x${"0".repeat(40)}` };
  expect(pay).toEqual({
    chain: stage.spec.chain,
    token: TOKEN,
    ways: [
      { way: "transfer", provider: "amn.scanner", to, uri },
      { way: "proxy", provider: "request-network", ...proxied },
    ],
  });
});

test("the same refund address again changes nothing", async () => {
  const { dealId, intent } = await payable(stage);
  expect(await open(stage.people.buyer(), dealId)).toMatchObject({ version: intent.version, pay: intent.pay });
});

test("fifty at once open one place to pay", async () => {
  const { dealId, scope } = await newDeal(stage);
  const outcomes = await atOnce(50, () => open(stage.people.buyer(), dealId));
  expect(failureCodes(outcomes).filter((code) => code !== "BUSY")).toEqual([]);
  expect(new Set(succeeded(outcomes).map(({ version }) => version)).size).toBe(1);
  expect(await stage.db.prisma.paymentIntent.count({ where: { scope } })).toBe(1);
});

test("a key replays its answer, and refuses another body", async () => {
  const { dealId } = await newDeal(stage);
  const keyed = () => stage.people.buyer({ idempotencyKey: "open-intent-1" });
  const first = await open(keyed(), dealId);
  expect(await open(keyed(), dealId)).toEqual(first);
  await expect(open(keyed(), dealId, `0x${"dd".repeat(20)}`)).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
});

test("nobody else finds it, and staff may only look", async () => {
  const { dealId } = await payable(stage);
  for (const who of [stage.people.stranger, stage.people.seller]) {
    await expect(open(who(), dealId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(payment.getIntent(who(), { dealId }, stage.payIn)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await expect(open(stage.people.admin(), dealId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(open(stage.people.anonymous(), dealId)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  await expect(payment.getIntent(stage.people.anonymous(), { dealId }, stage.payIn)).rejects.toMatchObject({
    code: "AUTHENTICATION_REQUIRED",
  });
  for (const who of [stage.people.guard, stage.people.resolver, stage.people.admin])
    expect((await payment.getIntent(who(), { dealId }, stage.payIn)).dealId).toBe(dealId);
});

test("refunds to our own addresses, to nobody, or to no address are refused", async () => {
  const { dealId, deposit } = await payable(stage);
  // A wallet that payouts came from before another was named, and a token that is accepted no more.
  await stage.db.prisma.signerNonce.create({ data: { chain: "eip155:1", address: depositAddress(99_999_999), next: 4 } });
  const old = { chain: "eip155:1", chainName: "Old", token: COUNTERFEIT, symbol: "OLD", name: "Old", decimals: 6, allowed: false };
  await stage.db.prisma.asset.create({ data: { ...old, id: `eip155:1/erc20:${COUNTERFEIT}` } });
  for (const address of [ESCROW, PROXY, TOKEN, COUNTERFEIT, deposit, deposit.toUpperCase().replace("0X", "0x"), depositAddress(99_999_999)])
    await expect(open(stage.people.buyer(), dealId, address)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "refundAddress", code: "address_ours" }],
    });
  for (const [address, code] of [
    [`0x${"0".repeat(40)}`, "address_nobody"],
    ["0x12", "address"],
    ["0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "address_checksum"],
  ] as const)
    await expect(open(stage.people.buyer(), dealId, address)).rejects.toMatchObject({ issues: [{ path: "refundAddress", code }] });
});

test("after the time to pay, or once closed, there is nothing to open", async () => {
  const { dealId, scope } = await newDeal(stage);
  const clock = testClock();
  clock.advance(3_600_000);
  await expect(open(stage.people.buyer({ clock }), dealId)).rejects.toMatchObject({ code: "INTENT_EXPIRED" });
  expect(await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }))).toBe("expired");
  expect(await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }))).toBe("expired");
  await expect(open(stage.people.buyer(), dealId)).rejects.toMatchObject({ code: "INTENT_EXPIRED" });
  const other = await newDeal(stage);
  expect(await inTransaction(stage.system(), (tx) => payment.cancelIntent(tx, { scope: other.scope }))).toBe("cancelled");
  await expect(open(stage.people.buyer(), other.dealId)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("a price needs an asset we accept and something to pay", async () => {
  const { scope } = await newDeal(stage);
  const part = { scope, tranche: 2, amount: 1n };
  const intent: payment.NewIntent = {
    parts: [part],
    payerId: stage.people.buyer.id,
    title: "x",
    expiresAt: new Date(),
    assetId: stage.asset,
  };
  const create = (change: Partial<payment.NewIntent>) =>
    inTransaction(stage.system(), (tx) => payment.createIntent(tx, { ...intent, ...change }));
  await expect(create({ assetId: `${stage.spec.chain}/slip44:60` })).rejects.toMatchObject({ code: "ASSET_NOT_SUPPORTED" });
  for (const parts of [[], [{ ...part, amount: 0n }], [part, { ...part, tranche: 3, amount: -1n }]])
    await expect(create({ parts })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  await expect(create({ parts: [{ ...part, scope: crypto.randomUUID() }] })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const listed = await payment.assets(stage.people.anonymous());
  expect(listed.feeBps).toBe(100);
  expect(listed.assets.find(({ id }) => id === stage.asset)).toMatchObject({ token: TOKEN, decimals: 6 });
});
