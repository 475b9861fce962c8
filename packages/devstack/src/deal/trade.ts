import { AmanatError, parseUnits, splitFee } from "@amanat/sdk";
import type { Asset, DealView, IntentView, PayoutView } from "@amanat/sdk";
import type { DemoChain, DemoFile } from "./demo-file.ts";
import type { Provider } from "./options.ts";
import type { People } from "./people.ts";
import { isOfferedBy, toldBy, untilTold } from "./provider.ts";
import type { Steps, Watcher } from "./steps.ts";
import { payOnTon } from "./ton.ts";
import { pay } from "./wallet.ts";
import type { Via } from "./wallet.ts";

/** `place`: the chain this deal is paid on. `provider`: whom it is paid through, where one was named. */
export type Setting = {
  demo: DemoFile;
  place: DemoChain;
  people: People;
  steps: Steps;
  watcher: Watcher;
  via: Via;
  provider: Provider | null;
};

/** Where somebody holds their money on this deal's chain. */
export function walletOn({ demo, place }: Pick<Setting, "demo" | "place">, who: "buyer" | "seller"): string {
  return place.ton?.[who].address ?? demo.wallets[who].address;
}

export type Agreement = { dealId: string; asset: Asset; price: bigint; deal: DealView };

/** A price with an odd last digit, so that the fee has something to round. */
function somePrice(asset: Asset): bigint {
  const whole = parseUnits("25", asset.decimals) ?? 0n;
  return whole + BigInt(Math.floor(Math.random() * 999_983)) * 2n + 1n;
}

/** Request, offer, acceptance: from nothing to a deal that waits for its money. */
export async function agree({ demo, place, people, steps }: Setting): Promise<Agreement> {
  const { buyer, seller } = people;
  const { assets } = await buyer.amanat.payment.assets();
  const asset = assets.find((known) => known.chain === place.chain && known.token?.toLowerCase() === place.token.toLowerCase());
  if (!asset) throw new Error(`Amanat does not take the token ${place.token} of ${place.chain}`);
  const price = somePrice(asset);
  const request = await steps.run(
    "buyer posts a request",
    () =>
      buyer.amanat.marketplace.createRequest({
        title: "Proofreading of a twelve-page report",
        description: "Twelve pages in English, about 4,500 words. Tracked changes in the document and one page of remarks on structure.",
        productType: "service",
        category: "documents",
        asset: asset.id,
        budgetMin: (price / 2n).toString(),
        budgetMax: (price * 2n).toString(),
        delivery: { mode: "online", channel: "E-mail" },
      }),
    ({ id }) => ({ note: id }),
  );
  const offer = await steps.run(
    "seller submits an offer",
    () =>
      seller.amanat.marketplace.submitOffer({
        requestId: request.id,
        price: price.toString(),
        deliveryDays: 3,
        payoutAddress: walletOn({ demo, place }, "seller"),
      }),
    ({ id }) => ({ note: id }),
  );
  const { dealId } = await steps.run(
    "buyer accepts it",
    () => buyer.amanat.marketplace.acceptOffer({ offerId: offer.id, version: offer.version }),
    (accepted) => ({ note: accepted.dealId }),
  );
  const deal = await buyer.amanat.deals.getDeal({ dealId });
  const { fee, sellerReceives } = splitFee(price, deal.feeBps);
  if (BigInt(deal.price) !== price || BigInt(deal.fee) !== fee || BigInt(deal.sellerReceives) !== sellerReceives)
    throw new Error("the deal's price, fee or seller's part is not what was agreed");
  return { dealId, asset, price, deal };
}

/** Opens the intent, pays it on chain, and waits until the money is held. */
export async function fund(setting: Setting, { dealId, price, asset }: Agreement): Promise<string> {
  const { demo, place, people, steps, watcher, via, provider } = setting;
  const { amanat } = people.buyer;
  const intent = await steps.run("buyer opens the payment", async () => {
    await amanat.payment.openIntent({ dealId, refundAddress: walletOn(setting, "buyer") });
    return watcher.until<IntentView>(
      "payment instructions",
      async () => {
        const view = await amanat.payment.getIntent({ dealId });
        return view.pay === null || (provider !== null && !isOfferedBy(view, provider)) ? null : view;
      },
      60,
    );
  });
  if (BigInt(intent.remaining) !== price) throw new Error(`the intent asks for ${intent.remaining}, agreed were ${price}`);
  const before = provider === null ? new Set<string>() : await toldBy(people.admin.amanat, provider);
  const by = { via, decimals: asset.decimals, provider: provider?.name ?? null };
  const paying = { rpcUrl: place.rpcUrl, privateKey: demo.wallets.buyer.privateKey, intent, ...by };
  const tx = await steps.run(
    `buyer pays on chain (${via})`,
    () => (place.ton === undefined ? pay(paying) : payOnTon({ url: place.rpcUrl, seed: place.ton.buyer.seed, intent })),
    (hash) => ({ tx: hash }),
  );
  const reached = (statuses: readonly IntentView["status"][]) => async () => {
    const view = await amanat.payment.getIntent({ dealId });
    if (view.exception !== "none") throw new Error(`the payment is ${view.exception}`);
    return statuses.includes(view.status) ? view : null;
  };
  if (provider !== null)
    await steps.run(`${provider.name} told of it`, () => untilTold(people.admin.amanat, provider, { before, watcher }));
  await steps.run("payment seen", () => watcher.until("the payment to be seen", reached(["detected", "confirming", "credited"])));
  await steps.run("payment proved and credited", () => watcher.until("the payment to be credited", reached(["credited"])));
  await steps.run("money held, deal is processing", () =>
    watcher.until("the deal to be processing", async () => {
      const deal = await amanat.deals.getDeal({ dealId });
      return deal.status === "processing" ? deal : null;
    }),
  );
  return tx;
}

/** Acts on what it just read; when somebody else was quicker, it reads again and decides again, a few times. */
async function onFresh<View, T>(read: () => Promise<View>, act: (view: View) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const view = await read();
    try {
      return await act(view);
    } catch (error) {
      if (!(error instanceof AmanatError) || error.code !== "VERSION_CONFLICT" || attempt >= 5) throw error;
    }
  }
}

/** Delivery by the seller, confirmation by the buyer. */
export async function deliver({ people, steps }: Setting, { dealId }: Agreement): Promise<void> {
  const seller = people.seller.amanat;
  const buyer = people.buyer.amanat;
  const bySeller = () => seller.deals.getDeal({ dealId });
  const byBuyer = () => buyer.deals.getDeal({ dealId });
  const handover = { kind: "service", note: "The corrected report and the remarks, by e-mail." } as const;
  await steps.run("seller starts delivery", () =>
    onFresh(bySeller, ({ version }) => seller.marketplace.startDelivery({ dealId, version, handover })),
  );
  await steps.run("seller marks it delivered", () =>
    onFresh(bySeller, ({ version }) => seller.marketplace.markDelivered({ dealId, version, note: "Sent." })),
  );
  // The inspection begins by itself about now, so the version may move between reading and confirming.
  await steps.run("buyer confirms", () => onFresh(byBuyer, ({ version }) => buyer.deals.confirmDeal({ dealId, version })));
}

/** Approval by the admin, payment by the worker, settlement shown by the chain. */
export async function payOut({ people, steps, watcher }: Setting, { dealId }: Agreement): Promise<PayoutView> {
  const { amanat } = people.admin;
  const payout = await steps.run("payout waits for approval", () =>
    watcher.until(
      "the payout to wait for approval",
      async () => (await amanat.payment.listPayouts({ dealId, status: "pending_approval" })).data[0] ?? null,
      60,
    ),
  );
  await steps.run("admin approves it", async () => {
    const fresh = () => amanat.payment.getPayout({ payoutId: payout.id });
    return onFresh(fresh, ({ version, amount, destination }) =>
      amanat.payment.approvePayout({ payoutId: payout.id, version, amount, destination }),
    );
  });
  return steps.run(
    "seller paid on chain, settled",
    () =>
      watcher.until(
        "the payout to settle",
        async () => {
          const view = await amanat.payment.getPayout({ payoutId: payout.id });
          if (view.status === "failed" || view.status === "rejected")
            throw new Error(`the payout is ${view.status}: ${view.failure ?? view.rejectedReason ?? ""}`);
          return view.status === "settled" ? view : null;
        },
        180,
      ),
    (view) => (view.txHash === null ? {} : { tx: view.txHash }),
  );
}
