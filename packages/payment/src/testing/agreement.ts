import { publicId, payWayOf } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, type TxCtx } from "@amanat/db";
import * as payment from "../index.ts";
import { intake, PAID_TO, report, type Stage } from "./stage.ts";

export const inside = <T>(stage: Stage, work: (tx: TxCtx) => Promise<T>): Promise<T> => inTransaction(stage.system(), work);

/** An agreement of the buyer with the seller, nothing paid yet. Answers its scope. */
export async function agree(stage: Stage, title = "A camera", chains = [stage.chain.id]): Promise<string> {
  const scope = newId();
  const { buyer, seller } = stage.people;
  const payees = chains.map((chain) => ({ partyId: seller.id, chain, address: PAID_TO }));
  await inside(stage, (tx) => payment.openEscrow(tx, { scope, title, parties: [buyer.id, seller.id], payees }));
  return scope;
}

type Person = "buyer" | "seller2" | "stranger";
export type Paying = {
  parts: readonly { scope: string; tranche: number; amount: bigint }[];
  payer?: Person;
  refundAddress?: string;
  /** What is sent, if not the price exactly. */
  sends?: bigint;
};

/** Somebody pays for tranches of one or several agreements by one transfer, which is proved. Answers the intent's id. */
export async function pay(stage: Stage, paying: Paying): Promise<string> {
  const { intentId, to } = await openPayment(stage, paying);
  await transfer(stage, intentId, to, paying.sends ?? paying.parts.reduce((sum, { amount }) => sum + amount, 0n));
  return intentId;
}

/** Up to where the payer sees the address to pay to: `id` is the intent's public one. */
export async function openPayment(
  stage: Stage,
  { parts, payer = "buyer", refundAddress }: Paying,
): Promise<{ intentId: string; id: string; to: string }> {
  const person = stage.people[payer];
  const expiresAt = new Date(Date.now() + 900_000);
  const { intentId } = await inside(stage, (tx) =>
    payment.createIntent(tx, { parts, payerId: person.id, title: "A camera", assetId: stage.asset, expiresAt }),
  );
  const to = refundAddress ?? `0x${Buffer.from(payer).toString("hex").padEnd(40, "0").slice(0, 40)}`;
  await payment.openIntent(person(), { intentId: publicId("intent", intentId), refundAddress: to }, stage.payIn);
  await payment.watchIntents(stage.system(), stage.rail);
  return { intentId, id: publicId("intent", intentId), to: await placeOf(stage, person(), intentId) };
}

/** A transfer to an opened intent, final and proved. */
export async function send(stage: Stage, payer: Ctx, intentId: string, amount: bigint): Promise<void> {
  await transfer(stage, intentId, await placeOf(stage, payer, intentId), amount);
}

async function placeOf(stage: Stage, payer: Ctx, intentId: string): Promise<string> {
  const { pay: place } = await payment.getIntent(payer, { intentId: publicId("intent", intentId) }, stage.payIn);
  const plain = place === null ? null : payWayOf(place, "transfer");
  if (!plain) throw new Error("nowhere to pay");
  return plain.to;
}

async function transfer(stage: Stage, intentId: string, to: string, amount: bigint): Promise<void> {
  await report(stage, publicId("intent", intentId), stage.chain.pay({ to, amount }));
  stage.chain.mine(stage.chain.policy.confirmations + 1);
  await intake(stage);
}
