import { expect } from "@playwright/test";
import { chainOf } from "../hostile/trader.ts";
import { agreedDeal, apiOf, tokenOf, type World } from "./world.ts";

/** A deal whose money is held, so that it is the seller's turn. Made over the API and paid on the chain. */
export async function paidDeal(world: World, title: string, price: bigint): Promise<{ dealId: string; version: number }> {
  const { id: dealId } = await agreedDeal(world, title, price);
  const buyer = await apiOf(world, "buyer");
  const { token } = await tokenOf(world, buyer);
  await buyer.payment.openIntent({ dealId, refundAddress: world.demo.wallets.buyer.address });
  const shown = async () => (await buyer.payment.getIntent({ dealId })).pay;
  await expect.poll(shown, { timeout: 60_000 }).not.toBeNull();
  const way = (await shown())?.ways.find((one) => one.way === "transfer");
  if (way?.way !== "transfer" || token === null) throw new Error("nowhere to pay");
  await chainOf(world.demo).transfer(token, way.to, price);
  await expect.poll(async () => (await buyer.deals.getDeal({ dealId })).status, { timeout: 60_000 }).toBe("processing");
  return { dealId, version: (await buyer.deals.getDeal({ dealId })).version };
}
