import { readDemo, type Demo } from "@amanat/devstack";
import { createAmanat, type Amanat, type Asset, type DealView, type RequestView } from "@amanat/sdk";
import { readConfig } from "./config.ts";
import { type Outside, readOutside } from "./outside.ts";

export type Person = keyof Demo["people"];

/** What somebody signs in with. */
export type Account = { email: string; password: string };

/** The running Amanat that all tests share: where it is, the people of its demo, and what it knows of the world outside. */
export type World = {
  url: string;
  demo: Demo;
  outside(): Outside;
  /** A second web process on the same database. Throws for a world that these tests did not start. */
  second(): string;
};

/** The world that `global-setup.ts` started, or that AMANAT_E2E_URL names. */
export function openWorld(): World {
  const { AMANAT_E2E_URL, AMANAT_DATA_DIR, AMANAT_E2E_SECOND_URL } = readConfig();
  if (AMANAT_E2E_URL === undefined || AMANAT_DATA_DIR === undefined) throw new Error("No world runs: global-setup.ts starts it.");
  return {
    url: new URL(AMANAT_E2E_URL).origin,
    demo: readDemo(AMANAT_DATA_DIR),
    outside: () => readOutside(AMANAT_DATA_DIR),
    second() {
      if (AMANAT_E2E_SECOND_URL === undefined) throw new Error("This test needs two web processes: run it without AMANAT_E2E_URL.");
      return AMANAT_E2E_SECOND_URL;
    },
  };
}

export function accountOf(world: World, who: Person | Account): Account {
  return typeof who === "string" ? world.demo.people[who] : who;
}

const signedIn = new Map<string, Promise<Amanat>>();
/** One enters after another: more than three attempts under way from a network that nobody knows yet are asked for a captcha. */
let lastEntering: Promise<unknown> = Promise.resolve();

/** The API as somebody, for what a test needs but does not show. Signed in once for all tests. */
export function apiOf(world: World, who: Person | Account): Promise<Amanat> {
  const account = accountOf(world, who);
  const known = signedIn.get(account.email);
  if (known !== undefined) return known;
  const entering = lastEntering.then(async () => {
    const amanat = createAmanat({ baseUrl: world.url });
    amanat.setToken(await amanat.auth.signIn(account));
    return amanat;
  });
  signedIn.set(account.email, entering);
  lastEntering = entering.catch(() => undefined);
  return entering;
}

type Chain = Demo["chains"][number];

/** The demo's payment token on a chain, the first one where none is named. */
export async function tokenOf(world: World, amanat: Amanat, on: Chain = world.demo.chains[0]): Promise<Asset> {
  const { assets } = await amanat.payment.assets();
  const asset = assets.find(({ chain, token }) => chain === on.chain && token?.toLowerCase() === on.token.toLowerCase());
  if (!asset) throw new Error(`Amanat does not take ${on.token} on ${on.chain}`);
  return asset;
}

/** A request of the buyer's that takes offers. `price` in base units, or one anybody could pay. */
export async function openRequest(world: World, title: string, price?: bigint, on?: Chain): Promise<RequestView> {
  const buyer = await apiOf(world, "buyer");
  const asset = await tokenOf(world, buyer, on);
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

/** A server of this person's, named once whoever asks: nobody may name more than ten. */
export async function namedServer(world: World, who: Person): Promise<string> {
  const { webhooks } = await apiOf(world, who);
  const url = `https://${world.outside().receiver.host}/seen`;
  const known = (await webhooks.list({})).webhooks.find((each) => each.url === url);
  return known?.id ?? (await webhooks.create({ url, types: ["webhook.*"] })).webhook.id;
}

/** A deal agreed over the API, waiting for its money. `price` in base units. */
export async function agreedDeal(
  world: World,
  title: string,
  price: bigint,
  by: Person | Account = "seller",
  on?: Chain,
): Promise<DealView> {
  const [buyer, seller] = await Promise.all([apiOf(world, "buyer"), apiOf(world, by)]);
  const request = await openRequest(world, title, price, on);
  const offer = await seller.marketplace.submitOffer({
    requestId: request.id,
    price: price.toString(),
    deliveryDays: 3,
    payoutAddress: world.demo.wallets.seller.address,
  });
  const { dealId } = await buyer.marketplace.acceptOffer({ offerId: offer.id, version: offer.version });
  return buyer.deals.getDeal({ dealId });
}

/** The conversation of a deal, with a few words of both in it. */
export async function spokenAbout(world: World, dealId: string): Promise<{ id: string }> {
  const [buyer, seller] = await Promise.all([apiOf(world, "buyer"), apiOf(world, "seller")]);
  const conversation = await buyer.chat.open({ dealId });
  const { id: conversationId } = conversation;
  const question = { conversationId, clientId: `${conversationId.slice(-20)}-1`, text: "سلام. متن فارسی است یا English؟" };
  const { seq } = await seller.chat.send(question);
  await buyer.chat.send({
    conversationId,
    clientId: `${conversationId.slice(-20)}-2`,
    text: "Persian. Call +98 912 345 6789 if in doubt.",
    replyTo: seq,
  });
  return conversation;
}
