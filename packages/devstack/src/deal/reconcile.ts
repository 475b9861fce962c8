import { formatUnits } from "@amanat/sdk";
import type { DealFundsView, PayoutView } from "@amanat/sdk";
import { type Agreement, type Setting, walletOn } from "./trade.ts";
import { type Readers, readerOf } from "./wallet.ts";

/** `chain`: what the chain says; `on`: which one it is. */
export type Balance = { address: string; on: string; symbol: string; decimals: number; ledger: string; chain: string; equal: boolean };

export type Reconciliation = {
  reconciled: boolean;
  funds: DealFundsView;
  balances: Balance[];
  seller: { address: string; before: string; after: string; received: string };
  problems: string[];
};

/** On TON the chain takes rent from coin: a balance of it is never what came less what went, to the last unit. */
const takesRent = ({ chain, token }: { chain: string; token: string | null }): boolean => token === null && chain.startsWith("tvm:");

/** Every address the ledger says we hold money at, beside what the chain says about it. */
async function compareCustody({ people }: Setting, readers: Readers): Promise<{ balances: Balance[]; problems: string[] }> {
  const custody = await people.admin.amanat.ledger.custody();
  const balances = await Promise.all(
    custody.addresses
      .filter(({ asset }) => !takesRent(asset))
      .map(async ({ address, asset, amount }): Promise<Balance> => {
        const onChain = await readerOf(readers, asset.chain).balanceOf(asset.token, address);
        return {
          address,
          on: asset.chainName,
          symbol: asset.symbol,
          decimals: asset.decimals,
          ledger: amount,
          chain: onChain.toString(),
          equal: BigInt(amount) === onChain,
        };
      }),
  );
  const problems = [
    ...balances.filter((row) => !row.equal).map((row) => `${row.symbol} at ${row.address}: ledger ${row.ledger}, chain ${row.chain}`),
    ...custody.trialBalance
      .filter(({ sum }) => sum !== "0")
      .map(({ asset, sum }) => `the ledger's accounts of ${asset} add up to ${sum}, not to 0`),
  ];
  return { balances, problems };
}

/** The deal's own accounts: everything paid in went to the seller or to the fee. */
function dealProblems(funds: DealFundsView, { price, deal }: Agreement): string[] {
  const expected = {
    received: "0",
    funded: price.toString(),
    held: "0",
    disputed: "0",
    releasable: "0",
    refundable: "0",
    inFlight: "0",
    released: deal.sellerReceives,
    refunded: "0",
    fees: deal.fee,
  };
  const wrong = Object.entries(expected).filter(([name, value]) => funds[name as keyof typeof expected] !== value);
  return [
    ...wrong.map(([name, value]) => `the deal's ${name} is ${funds[name as keyof typeof expected]}, expected ${value}`),
    ...(funds.balanced ? [] : ["the deal's accounts do not balance"]),
  ];
}

/**
 * Compares ledger and chain. A sweep may be between chain and ledger at the moment we look, so
 * custody is looked at again until it agrees, within a bound.
 */
export async function reconcile(
  setting: Setting,
  agreement: Agreement,
  payout: PayoutView,
  readers: Readers,
  sellerBefore: bigint,
): Promise<Reconciliation> {
  const { asset, deal } = agreement;
  const seller = walletOn(setting, "seller");
  const chain = readerOf(readers, asset.chain);
  const escrowWallet = payout.txHash === null ? null : await chain.paidBy(payout.txHash);
  const paid =
    payout.txHash === null || escrowWallet === null || asset.token === null
      ? 0n
      : await chain.moved(payout.txHash, asset.token, escrowWallet, seller);
  const after = await chain.balanceOf(asset.token, seller);
  const funds = await setting.people.admin.amanat.ledger.dealFunds({ dealId: agreement.dealId });
  const problems = dealProblems(funds, agreement);
  if (paid !== BigInt(deal.sellerReceives))
    problems.push(`the payout's transaction moved ${paid} to the seller, expected ${deal.sellerReceives}`);
  // At least: another deal of the same seller may have settled meanwhile.
  if (after - sellerBefore < BigInt(deal.sellerReceives))
    problems.push(`the seller's balance grew by ${after - sellerBefore}, expected ${deal.sellerReceives}`);

  let last: Awaited<ReturnType<typeof compareCustody>> = { balances: [], problems: ["never compared"] };
  await setting.watcher
    .until(
      "ledger and chain to agree",
      async () => {
        last = await compareCustody(setting, readers);
        return last.problems.length === 0 ? last : null;
      },
      90,
    )
    .catch(() => undefined);
  const all = [...problems, ...last.problems];
  return {
    reconciled: all.length === 0,
    funds,
    balances: last.balances,
    seller: {
      address: seller,
      before: sellerBefore.toString(),
      after: after.toString(),
      received: paid.toString(),
    },
    problems: all,
  };
}

/** The comparison as people read it. */
export function describe({ balances, funds, seller }: Reconciliation, agreement: Agreement): string[] {
  const { decimals, symbol } = agreement.asset;
  const row = (name: string, ledger: string, chain: string, equal: boolean) =>
    `  ${name.padEnd(68)} ${ledger.padStart(24)} ${chain.padStart(24)} ${equal ? "=" : "≠"}`;
  const account = (name: string, amount: string) => `  ${name.padEnd(68)} ${formatUnits(BigInt(amount), decimals).padStart(24)} ${symbol}`;
  return [
    "",
    "  this deal's accounts",
    account("funded", funds.funded),
    account("released to the seller", funds.released),
    account("platform fee", funds.fees),
    account(
      "still held, disputed, releasable or in flight",
      [funds.held, funds.disputed, funds.releasable, funds.refundable, funds.inFlight]
        .reduce((sum, part) => sum + BigInt(part), 0n)
        .toString(),
    ),
    "",
    row("custody", "ledger", "chain", true).replace(/=$/, ""),
    ...balances.map((b) =>
      row(`${b.symbol} ${b.address} ${b.on}`, formatUnits(BigInt(b.ledger), b.decimals), formatUnits(BigInt(b.chain), b.decimals), b.equal),
    ),
    row(
      `${symbol} ${seller.address} (seller, by this deal)`,
      formatUnits(BigInt(agreement.deal.sellerReceives), decimals),
      formatUnits(BigInt(seller.received), decimals),
      agreement.deal.sellerReceives === seller.received,
    ),
    "",
  ];
}
