import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readDemo, startStack, type Demo } from "@amanat/devstack";
import { createAmanat, type Amanat, type Asset, type DealView, type RequestView } from "@amanat/sdk";
import { readConfig } from "./config.ts";

export type Person = keyof Demo["people"];

/** A running Amanat, the people of its demo, and the way to end it. */
export type World = { url: string; demo: Demo; stop(): Promise<void> };

/** The Amanat named by AMANAT_E2E_URL, or one of its own on a free port: always its own when the web process needs `web`. */
export async function openWorld(web?: Readonly<Record<string, string>>): Promise<World> {
  const config = readConfig();
  if (config.AMANAT_E2E_URL !== undefined && web === undefined) {
    if (config.AMANAT_DATA_DIR === undefined) throw new Error("AMANAT_E2E_URL needs AMANAT_DATA_DIR, where its demo.json is.");
    return { url: new URL(config.AMANAT_E2E_URL).origin, demo: readDemo(config.AMANAT_DATA_DIR), stop: () => Promise.resolve() };
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "amanat-e2e-"));
  const stack = await startStack({ dataDir, port: 0, ...(web === undefined ? {} : { childEnv: { web } }) });
  if (stack.demo === null) throw new Error("The stack runs without its demo.");
  return {
    url: stack.url,
    demo: stack.demo,
    stop: async () => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The API as one of the demo's people, for what a test needs but does not show. */
export async function apiOf(world: World, person: Person): Promise<Amanat> {
  const amanat = createAmanat({ baseUrl: world.url });
  amanat.setToken(await amanat.auth.signIn(world.demo.people[person]));
  return amanat;
}

/** The demo's payment token. */
export async function tokenOf(world: World, amanat: Amanat): Promise<Asset> {
  const { assets } = await amanat.payment.assets();
  const asset = assets.find(({ token }) => token?.toLowerCase() === world.demo.token.toLowerCase());
  if (!asset) throw new Error(`Amanat does not take ${world.demo.token}`);
  return asset;
}

/** A request of the buyer's that takes offers. `price` in base units, or one anybody could pay. */
export async function openRequest(world: World, title: string, price?: bigint): Promise<RequestView> {
  const buyer = await apiOf(world, "buyer");
  const asset = await tokenOf(world, buyer);
  const middle = price ?? 100n * 10n ** BigInt(asset.decimals);
  return buyer.marketplace.createRequest({
    title,
    description: "Twelve pages of technical Persian, to be translated into clear English and proofread once.",
    productType: "service",
    category: "translation",
    asset: asset.id,
    budgetMin: (middle / 2n).toString(),
    budgetMax: (middle * 2n).toString(),
    delivery: { mode: "online", channel: "E-mail" },
  });
}

/** A deal agreed over the API, waiting for its money. `price` in base units. */
export async function agreedDeal(world: World, title: string, price: bigint): Promise<DealView> {
  const [buyer, seller] = await Promise.all([apiOf(world, "buyer"), apiOf(world, "seller")]);
  const request = await openRequest(world, title, price);
  const offer = await seller.marketplace.submitOffer({
    requestId: request.id,
    price: price.toString(),
    deliveryDays: 3,
    payoutAddress: world.demo.wallets.seller.address,
  });
  const { dealId } = await buyer.marketplace.acceptOffer({ offerId: offer.id, version: offer.version });
  return buyer.deals.getDeal({ dealId });
}
