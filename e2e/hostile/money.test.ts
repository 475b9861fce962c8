/** Money that is not what it seems, and fifty people at one door: on the whole product, through its public face. */
import type { AmanatError } from "@amanat/sdk";
import { encodeFunctionData, getAddress, parseAbi } from "viem";
import type { Hex } from "viem";
import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import { worldOf, type World } from "./trader.ts";
import { agree, codeOf, depositOf, finish, payIntent, reconciled, until } from "./trader.ts";

let stage: { world: World };
test.beforeAll(async ({ world }) => {
  stage = { world: await worldOf(world.url, world.demo) };
});
const PRICE = 12_345_678n;

/** The intent, once it reads as wished. */
const intentWhen = (dealId: string, wished: (status: string, exception: string) => boolean) =>
  until("the intent to change", async () => {
    const intent = await stage.world.people.buyer.payment.getIntent({ dealId });
    return wished(intent.status, intent.exception) ? intent : null;
  });
const funds = (dealId: string) => stage.world.people.buyer.ledger.dealFunds({ dealId });

/** JSON-RPC of the local chain that no wallet has. */
async function rpc<T>(method: string, params: readonly unknown[]): Promise<T> {
  const answer = await fetch(stage.world.demo.chains[0].rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const body = (await answer.json()) as { result: T; error?: { message: string } };
  if (body.error) throw new Error(`${method}: ${body.error.message}`);
  return body.result;
}

/** The same code as the real token at another address, and a million of it for the buyer. */
async function counterfeit(): Promise<Hex> {
  const { demo, chain } = stage.world;
  const fake = "0x00000000000000000000000000000000fa4e0001";
  await rpc("anvil_setCode", [fake, await rpc<string>("eth_getCode", [demo.chains[0].token, "latest"])]);
  const minter = (await rpc<Hex[]>("eth_accounts", []))[9];
  if (!minter) throw new Error("the chain has no minter account");
  const data = encodeFunctionData({
    abi: parseAbi(["function mint(address to, uint256 value)"]),
    functionName: "mint",
    args: [getAddress(demo.wallets.buyer.address), 10n ** 12n],
  });
  const hash = await rpc<Hex>("eth_sendTransaction", [{ from: minter, to: fake, data }]);
  await chain.reader.waitForTransactionReceipt({ hash });
  return fake;
}

test("a payment reorged away before its confirmations un-detects, and the next one counts", async () => {
  const { world } = stage;
  const paySeen = async () => {
    const { dealId, intent } = await agree(world, "reorg", PRICE);
    const hash = await payIntent(world, intent, "deposit");
    const { status } = await intentWhen(dealId, (now) => now !== "awaiting");
    return { dealId, hash, status };
  };
  let paid = await paySeen();
  // On a busy machine it is credited before anybody sees it, and such a payment is not taken back here.
  for (let again = 0; paid.status === "credited" && again < 3; again += 1) paid = await paySeen();
  const { dealId, hash } = paid;
  const { blockNumber } = await world.chain.reader.getTransactionReceipt({ hash });
  const head = BigInt(await rpc<string>("eth_blockNumber", []));
  await rpc("anvil_reorg", [Number(head - blockNumber + 1n), []]);

  const undetected = await intentWhen(dealId, (status) => status === "awaiting");
  expect(undetected).toMatchObject({ received: "0", remaining: PRICE.toString() });
  expect(undetected.transfers).toEqual([expect.objectContaining({ txHash: hash, status: "orphaned" })]);
  expect(await funds(dealId)).toMatchObject({ received: "0", funded: "0", balanced: true });

  await payIntent(world, undetected, "deposit");
  await finish(world, dealId);
  await reconciled(world);
});

test("a counterfeit token credits nothing", async () => {
  const { world } = stage;
  const { dealId, intent } = await agree(world, "counterfeit", PRICE);
  if (!intent.pay) throw new Error("no payment instructions");
  await world.chain.transfer(await counterfeit(), depositOf(intent.pay), PRICE);
  const seen = await until("the counterfeit to be judged", async () => {
    const view = await world.people.buyer.payment.getIntent({ dealId });
    return view.transfers.some((transfer) => transfer.status === "rejected") ? view : null;
  });
  expect(seen).toMatchObject({ status: "awaiting", received: "0", remaining: PRICE.toString(), transfers: [{ rejection: "wrong_token" }] });
  expect(await funds(dealId)).toMatchObject({ received: "0", funded: "0" });
});

test("too little credits nothing, shows the remainder, and takes it", async () => {
  const { world } = stage;
  const { dealId, intent } = await agree(world, "short", PRICE);
  await payIntent(world, intent, "deposit", PRICE - 1n);
  const short = await intentWhen(dealId, (_, exception) => exception === "underpaid");
  expect(short).toMatchObject({ received: (PRICE - 1n).toString(), remaining: "1" });
  expect(await funds(dealId)).toMatchObject({ received: (PRICE - 1n).toString(), funded: "0", held: "0" });
  expect((await world.people.buyer.deals.getDeal({ dealId })).status).toBe("payment");

  await payIntent(world, short, "proxy");
  await finish(world, dealId);
});

test("a reused reference credits nothing twice; what it brought waits to go back", async () => {
  const { world } = stage;
  const { dealId, intent } = await agree(world, "reused", PRICE);
  await payIntent(world, intent, "proxy");
  await intentWhen(dealId, (status) => status === "credited");
  await payIntent(world, intent, "proxy", PRICE);
  await intentWhen(dealId, (_, exception) => exception === "overpaid");
  expect(await funds(dealId)).toMatchObject({
    held: PRICE.toString(),
    refundable: PRICE.toString(),
    funded: (2n * PRICE).toString(),
    balanced: true,
  });
  const refund = (await world.people.admin.payment.listPayouts({ dealId })).data;
  expect(refund).toEqual([
    expect.objectContaining({
      kind: "refund",
      status: "pending_approval",
      amount: PRICE.toString(),
      destination: world.demo.wallets.buyer.address.toLowerCase(),
    }),
  ]);
});

/** Sends fifty at once; exactly one may succeed, every other gets a typed answer. */
/** A busy machine refuses a call for want of a connection and does nothing: whoever is told so sends it again. */
async function untilDecided<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await send();
    } catch (error) {
      if (tries === 10 || codeOf(error) !== "SERVICE_UNAVAILABLE") throw error;
    }
}

async function fifty<T>(send: (n: number) => Promise<T>): Promise<T> {
  const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => untilDecided(() => send(n))));
  const won = answers.filter((answer) => answer.status === "fulfilled");
  const lost = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
  expect(won).toHaveLength(1);
  for (const error of lost) {
    expect(error).toHaveProperty("name", "AmanatError");
    expect(["INVALID_STATE", "VERSION_CONFLICT"]).toContain(codeOf(error));
    expect((error as AmanatError).correlationId).not.toBe("");
  }
  const [first] = won;
  if (!first) throw new Error("nobody won");
  return first.value;
}

test("fifty accept, fifty confirm, fifty approve: one wins each time", async () => {
  const { world } = stage;
  const { buyer, seller, admin } = world.people;
  const asset = (await buyer.payment.assets()).assets[0];
  if (!asset) throw new Error("no asset");
  const request = await buyer.marketplace.createRequest({
    title: "Fifty hands at one door",
    description: "A request whose offer fifty hands accept at once.",
    productType: "service",
    category: "other",
    asset: asset.id,
    budgetMin: "1",
    budgetMax: "99999999",
    delivery: { mode: "online", channel: "E-mail" },
  });
  const offer = await seller.marketplace.submitOffer({
    requestId: request.id,
    price: PRICE.toString(),
    deliveryDays: 1,
    payoutAddress: world.demo.wallets.seller.address,
  });
  const { dealId } = await fifty(() => buyer.marketplace.acceptOffer({ offerId: offer.id, version: offer.version }));

  await buyer.payment.openIntent({ dealId, refundAddress: world.demo.wallets.buyer.address });
  const intent = await until("payment instructions", async () => {
    const view = await buyer.payment.getIntent({ dealId });
    return view.pay === null ? null : view;
  });
  const before = await world.chain.balanceOf(world.demo.chains[0].token, world.demo.wallets.seller.address);
  await payIntent(world, intent, "deposit");
  const processing = await until("the money to be held", async () => {
    const deal = await seller.deals.getDeal({ dealId });
    return deal.status === "processing" ? deal : null;
  });
  const started = await seller.marketplace.startDelivery({
    dealId,
    version: processing.version,
    handover: { kind: "service", note: "Done as agreed." },
  });
  await seller.marketplace.markDelivered({ dealId, version: started.version, note: "" });
  const confirming = await until("the inspection to begin", async () => {
    const deal = await buyer.deals.getDeal({ dealId });
    return deal.status === "confirming" ? deal : null;
  });
  await fifty(() => buyer.deals.confirmDeal({ dealId, version: confirming.version }));

  const payout = (await admin.payment.listPayouts({ dealId })).data[0];
  if (!payout) throw new Error("no payout was drafted");
  await fifty(() =>
    admin.payment.approvePayout({ payoutId: payout.id, version: payout.version, amount: payout.amount, destination: payout.destination }),
  );
  await finish(world, dealId);
  expect(await world.chain.balanceOf(world.demo.chains[0].token, world.demo.wallets.seller.address)).toBe(before + BigInt(payout.amount));
  await reconciled(world);
});
