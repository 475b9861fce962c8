import {
  type Asset,
  type byDeal,
  type custodyView,
  type dealFundsView,
  DomainError,
  type listTransfersInput,
  type transferPage,
  uuidOf,
} from "@amanat/contracts";
import { type Ctx, now, raiseIncident, reader } from "@amanat/db";
import * as ledger from "@amanat/ledger";
import { getDeal } from "@amanat/deals";
import { KINDS } from "@amanat/kinds";
import { fundsIn } from "@amanat/payment";
import type * as z from "zod";

/**
 * The ledger knows no deal and no person; here its reads get an owner. Whoever may see the deal may see
 * its money, and getDeal decides that: a stranger's NOT_FOUND comes from there.
 */
async function scopeOf(ctx: Ctx, dealId: string): Promise<{ scope: string; asset: string }> {
  const deal = await getDeal(ctx, { dealId }, KINDS);
  const scope = uuidOf("deal", dealId);
  if (!scope) throw new DomainError("NOT_FOUND");
  return { scope, asset: deal.asset };
}

/** Every asset we ever accepted, by id; a chain's native coin (gas) needs no row: it always has 18 decimals. */
async function assetsById(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Asset>> {
  const rows = await reader(ctx).asset.findMany({ where: { id: { in: [...ids] } } });
  const known = new Map<string, Asset>(
    rows.map(({ id, chain, chainName, symbol, name, decimals, token }) => [id, { id, chain, chainName, symbol, name, decimals, token }]),
  );
  for (const id of ids) {
    const [chain = "", rest = ""] = id.split("/");
    if (known.has(id) || !rest.startsWith("slip44:")) continue;
    known.set(id, {
      id,
      chain,
      chainName: rows.find((row) => row.chain === chain)?.chainName ?? chain,
      symbol: "ETH",
      name: "Ether",
      decimals: 18,
      token: null,
    });
  }
  return known;
}

function required(assets: ReadonlyMap<string, Asset>, id: string): Asset {
  const asset = assets.get(id);
  if (!asset) throw new DomainError("INTERNAL_SERVER_ERROR", undefined, { cause: `no asset ${id}` });
  return asset;
}

/** Where a deal's money is. Errors: NOT_FOUND (neither party nor staff). */
export async function dealFunds(ctx: Ctx, input: z.output<typeof byDeal>): Promise<z.input<typeof dealFundsView>> {
  const { scope, asset } = await scopeOf(ctx, input.dealId);
  const funds = await fundsIn(ctx, scope, asset);
  // Whoever sees this is told that the team was told.
  if (!funds.balanced) await raiseIncident(ctx, { kind: "books.unbalanced", subject: scope, dealId: scope });
  const assets = await assetsById(ctx, [asset]);
  return {
    dealId: input.dealId,
    asset: required(assets, asset),
    received: funds.received.toString(),
    funded: funds.funded.toString(),
    held: funds.held.toString(),
    disputed: funds.disputed.toString(),
    releasable: funds.releasable.toString(),
    refundable: funds.refundable.toString(),
    inFlight: funds.inFlight.toString(),
    released: funds.released.toString(),
    refunded: funds.refunded.toString(),
    fees: funds.fees.toString(),
    balanced: funds.balanced,
  };
}

/** The transfers of a deal, newest first; staff only. Errors: NOT_FOUND, INVALID_CURSOR. */
export async function dealTransfers(ctx: Ctx, input: z.output<typeof listTransfersInput>): Promise<z.input<typeof transferPage>> {
  const { scope } = await scopeOf(ctx, input.dealId);
  return ledger.transfersOf(ctx, scope, input);
}

/** What the ledger says we hold, per address, to be laid beside the chain. Staff only. */
export async function custody(ctx: Ctx): Promise<z.input<typeof custodyView>> {
  const held = await ledger.custody(ctx);
  const asOf = await now(ctx);
  const assets = await assetsById(ctx, [...new Set(held.addresses.map((row) => row.asset))]);
  return {
    asOf: asOf.toISOString(),
    addresses: held.addresses.map((row) => ({ address: row.address, asset: required(assets, row.asset), amount: row.amount.toString() })),
    trialBalance: held.trialBalance.map((row) => ({ asset: row.asset, sum: row.sum.toString() })),
    accounts: held.accounts.map(ledger.accountView),
  };
}
