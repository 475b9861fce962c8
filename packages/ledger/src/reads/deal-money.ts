import {
  type Asset,
  type byDeal,
  type custodyView,
  type dealFundsView,
  DomainError,
  type listTransfersInput,
  type transferPage,
} from "@amanat/contracts";
import { type Ctx, now, raiseIncident } from "@amanat/db";
import type * as z from "zod";
import type { BooksPorts } from "../ports.ts";
import { accountView, custody, transfersOf } from "./books.ts";

function required(assets: ReadonlyMap<string, Asset>, id: string): Asset {
  const asset = assets.get(id);
  if (!asset) throw new DomainError("INTERNAL_SERVER_ERROR", undefined, { cause: `no asset ${id}` });
  return asset;
}

/** Where a deal's money is. Errors: NOT_FOUND (neither party nor staff). */
export async function dealFunds(ctx: Ctx, input: z.output<typeof byDeal>, ports: BooksPorts): Promise<z.input<typeof dealFundsView>> {
  const { scope, asset } = await ports.dealOf(ctx, input.dealId);
  const funds = await ports.fundsIn(ctx, scope, asset);
  // A reader of a failed equation also sees that the operators were told.
  if (!funds.balanced) await raiseIncident(ctx, { kind: "books.unbalanced", subject: scope, dealId: scope });
  const assets = await ports.assetsById(ctx, [asset]);
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
export async function dealTransfers(
  ctx: Ctx,
  input: z.output<typeof listTransfersInput>,
  ports: BooksPorts,
): Promise<z.input<typeof transferPage>> {
  const { scope } = await ports.dealOf(ctx, input.dealId);
  return transfersOf(ctx, scope, input);
}

/** What the ledger holds per address, to compare with the chain. Staff only. */
export async function custodyByAddress(ctx: Ctx, ports: BooksPorts): Promise<z.input<typeof custodyView>> {
  const held = await custody(ctx);
  const asOf = await now(ctx);
  const assets = await ports.assetsById(ctx, [...new Set(held.addresses.map((row) => row.asset))]);
  return {
    asOf: asOf.toISOString(),
    addresses: held.addresses.map((row) => ({ address: row.address, asset: required(assets, row.asset), amount: row.amount.toString() })),
    trialBalance: held.trialBalance.map((row) => ({ asset: row.asset, sum: row.sum.toString() })),
    accounts: held.accounts.map(accountView),
  };
}
