/** A deal driven by people who never give up: whatever dies under them, they look again and do what comes next. */
import { setTimeout as sleep } from "node:timers/promises";
import { chainReader, type Demo, readerOf, signingWith } from "@amanat/devstack";
import type { Amanat, DealView, IntentView } from "@amanat/sdk";
import { createPublicClient, createWalletClient, defineChain, erc20Abi, getAddress, http, parseAbi } from "viem";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const proxyAbi = parseAbi([
  "function transferFromWithReferenceAndFee(address token, address to, uint256 amount, bytes paymentReference, uint256 feeAmount, address feeAddress)",
]);
const GIVE_UP_MS = 240_000;

export type People = Record<"buyer" | "seller" | "admin", Amanat>;
export type World = { url: string; demo: Demo; people: People; chain: ReturnType<typeof chainOf> };
export type Finished = { dealId: string; sellerReceives: bigint; payoutTx: string };

/** The chain, asked directly. Payments of one wallet go one after another: a wallet has one nonce. */
export function chainOf(demo: Demo) {
  const [home] = demo.chains;
  const chain = defineChain({
    id: home.id,
    name: "demo",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [home.rpcUrl] } },
  });
  const transport = http(home.rpcUrl);
  const reader = createPublicClient({ chain, transport, pollingInterval: 200 });
  const wallet = createWalletClient({ chain, transport, account: privateKeyToAccount(demo.wallets.buyer.privateKey as Hex) });
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  const mined = async (hash: Hex) => {
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
    if (receipt.status !== "success") throw new Error(`${hash} failed`);
    return hash;
  };
  const transfer = (token: string, to: string, amount: bigint) =>
    inTurn(async () =>
      mined(
        await wallet.writeContract({ address: getAddress(token), abi: erc20Abi, functionName: "transfer", args: [getAddress(to), amount] }),
      ),
    );
  const throughProxy = (token: string, pay: NonNullable<IntentView["pay"]>, amount: bigint) =>
    inTurn(async () => {
      const way = pay.ways.find((one) => one.way === "proxy");
      if (way === undefined) throw new Error("no fee proxy is offered");
      const proxy = getAddress(way.contract);
      await mined(
        await wallet.writeContract({ address: getAddress(token), abi: erc20Abi, functionName: "approve", args: [proxy, amount] }),
      );
      return mined(
        await wallet.writeContract({
          address: proxy,
          abi: proxyAbi,
          functionName: "transferFromWithReferenceAndFee",
          args: [getAddress(token), getAddress(way.to), amount, way.reference as Hex, 0n, getAddress(way.feeAddress)],
        }),
      );
    });
  const balanceOf = (token: string | null, holder: string): Promise<bigint> =>
    token === null
      ? reader.getBalance({ address: getAddress(holder) })
      : reader.readContract({ address: getAddress(token), abi: erc20Abi, functionName: "balanceOf", args: [getAddress(holder)] });
  /** Every transfer of a token between two addresses since the chain began. */
  const transfers = (token: string, from: string, to: string) =>
    reader.getLogs({ address: getAddress(token), event: erc20Abi[1], args: { from: getAddress(from), to: getAddress(to) }, fromBlock: 0n });
  const readers = new Map(demo.chains.map((one) => [one.chain, chainReader(one.rpcUrl, one.id)]));
  /** The balance of an address, read from the chain its asset is on. */
  const held = (asset: { chain: string; token: string | null }, holder: string) =>
    readerOf(readers, asset.chain).balanceOf(asset.token, holder);
  return { reader, wallet, inTurn, transfer, throughProxy, balanceOf, held, transfers };
}

export async function worldOf(url: string, demo: Demo): Promise<World> {
  // Built by the stack that runs by now.
  const { createAmanat } = await import("@amanat/sdk");
  const signIn = async (name: "buyer" | "seller" | "admin") => {
    const amanat = createAmanat({ baseUrl: url, stepUp: signingWith(demo.wallets[name].privateKey) });
    amanat.setToken(await patient(() => amanat.auth.signIn(demo.people[name])));
    return amanat;
  };
  return {
    url,
    demo,
    chain: chainOf(demo),
    people: { buyer: await signIn("buyer"), seller: await signIn("seller"), admin: await signIn("admin") },
  };
}

export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
const passing = (error: unknown): boolean => error instanceof Error && "retryable" in error && error.retryable === true;

/** Repeats a call as long as its error says that may help. */
export async function patient<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!passing(error) || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}

export async function until<T>(what: string, look: () => Promise<T | null>, ms = GIVE_UP_MS): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await patient(look);
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(300);
  }
}

/** Looks, and acts until the looking says it is done: an act whose answer was lost is not done twice. */
async function advance<View>(
  read: () => Promise<View>,
  done: (view: View) => boolean,
  act: (view: View) => Promise<unknown>,
): Promise<void> {
  await until("a step to be taken", async () => {
    const view = await read();
    if (done(view)) return true;
    await act(view).catch((error: unknown) => {
      if (!passing(error) && !["VERSION_CONFLICT", "INVALID_STATE"].includes(codeOf(error))) throw error;
    });
    return null;
  });
}

/** From nothing to a deal that waits for its money. */
export async function agree(world: World, name: string, price: bigint): Promise<{ dealId: string; intent: IntentView }> {
  const { buyer, seller } = world.people;
  const asset = (await patient(() => buyer.payment.assets())).assets.find(
    (known) => known.chain === world.demo.chains[0].chain && known.token?.toLowerCase() === world.demo.chains[0].token.toLowerCase(),
  );
  if (!asset) throw new Error("the demo token is not accepted");
  const request = await patient(() =>
    buyer.marketplace.createRequest(
      {
        title: `Translation of a leaflet, ${name}`,
        description: "Two pages from Persian into English, tracked changes, within a week. Plain words.",
        productType: "service",
        category: "translation",
        asset: asset.id,
        budgetMin: "1",
        budgetMax: (price * 2n).toString(),
        delivery: { mode: "online", channel: "E-mail" },
      },
      { idempotencyKey: `${name}-request` },
    ),
  );
  const offer = await patient(() =>
    seller.marketplace.submitOffer(
      { requestId: request.id, price: price.toString(), deliveryDays: 2, payoutAddress: world.demo.wallets.seller.address },
      { idempotencyKey: `${name}-offer-1` },
    ),
  );
  const { dealId } = await patient(() =>
    buyer.marketplace.acceptOffer({ offerId: offer.id, version: offer.version }, { idempotencyKey: `${name}-accept` }),
  );
  await patient(() =>
    buyer.payment.openIntent({ dealId, refundAddress: world.demo.wallets.buyer.address }, { idempotencyKey: `${name}-open-1` }),
  );
  const intent = await until("payment instructions", async () => {
    const view = await buyer.payment.getIntent({ dealId });
    return view.pay === null ? null : view;
  });
  return { dealId, intent };
}

/** The address that is one payment's alone. */
export function depositOf(pay: NonNullable<IntentView["pay"]>): string {
  const way = pay.ways.find((one) => one.way === "transfer");
  if (way === undefined) throw new Error("no plain transfer is offered");
  return way.to;
}

export async function payIntent(
  world: World,
  intent: IntentView,
  via: "deposit" | "proxy",
  amount = BigInt(intent.remaining),
): Promise<Hex> {
  if (intent.pay === null) throw new Error("no payment instructions");
  const { token } = world.demo.chains[0];
  return via === "deposit"
    ? world.chain.transfer(token, depositOf(intent.pay), amount)
    : world.chain.throughProxy(token, intent.pay, amount);
}

/** Delivery, confirmation, approval and payout of a funded deal. */
export async function finish(world: World, dealId: string): Promise<Finished> {
  const { buyer, seller, admin } = world.people;
  const asSeller = () => seller.deals.getDeal({ dealId });
  const past =
    (...statuses: DealView["status"][]) =>
    (deal: DealView) =>
      statuses.includes(deal.status);
  await until("the money to be held", async () => ((await asSeller()).status === "payment" ? null : true));
  await advance(
    asSeller,
    (deal) => deal.status !== "processing",
    ({ version }) =>
      seller.marketplace.startDelivery({ dealId, version, handover: { kind: "service", note: "The translated pages, by e-mail." } }),
  );
  await advance(asSeller, past("delivered", "confirming", "completed"), ({ version }) =>
    seller.marketplace.markDelivered({ dealId, version, note: "" }),
  );
  await advance(
    () => buyer.deals.getDeal({ dealId }),
    past("completed"),
    ({ version }) => buyer.deals.confirmDeal({ dealId, version }),
  );
  const payout = await until("a payout", async () => (await admin.payment.listPayouts({ dealId })).data[0] ?? null);
  const asAdmin = () => admin.payment.getPayout({ payoutId: payout.id });
  await advance(
    asAdmin,
    (view) => view.status !== "pending_approval",
    async ({ version, amount, destination }) => {
      await admin.payment.approvePayout({ payoutId: payout.id, version, amount, destination });
    },
  );
  const settled = await until("the payout to settle", async () => {
    const view = await asAdmin();
    if (view.status === "failed" || view.status === "rejected") throw new Error(`payout ${view.status}: ${view.failure ?? ""}`);
    return view.status === "settled" && view.txHash !== null ? { amount: view.amount, txHash: view.txHash } : null;
  });
  return { dealId, sellerReceives: BigInt(settled.amount), payoutTx: settled.txHash };
}

/** Ledger and chain, address by address, to the last unit; looked at again while sweeps are under way. */
export async function reconciled(world: World): Promise<void> {
  let problems = ["never compared"];
  await until(
    "ledger and chain to agree",
    async () => {
      const custody = await world.people.admin.ledger.custody();
      const rows = await Promise.all(
        custody.addresses.map(async ({ address, asset, amount }) => ({
          address,
          symbol: asset.symbol,
          ledger: BigInt(amount),
          chain: await world.chain.held(asset, address),
        })),
      );
      problems = [
        ...rows
          .filter((row) => row.ledger !== row.chain)
          .map((row) => `${row.symbol} at ${row.address}: ledger ${row.ledger}, chain ${row.chain}`),
        ...custody.trialBalance.filter(({ sum }) => sum !== "0").map(({ asset, sum }) => `${asset} sums to ${sum}`),
      ];
      return problems.length === 0 ? true : null;
    },
    90_000,
  ).catch((error: unknown) => {
    throw new Error(`ledger and chain differ: ${problems.join("; ")}`, { cause: error });
  });
}
