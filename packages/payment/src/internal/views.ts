import { type Asset, assetSchema, type IntentView, intentView, type PayoutView, payoutView, publicId, type Actor } from "@amanat/contracts";
import { approvalBlock, evmChainIdOf, paymentUri, type Place } from "../rules.ts";
import type { AssetRow, IntentRow, PayoutRow, TransferRow } from "./rows.ts";

export function assetView(row: AssetRow): Asset {
  return assetSchema.parse({
    id: row.id,
    chain: row.chain,
    chainName: row.chainName,
    symbol: row.symbol,
    name: row.name,
    decimals: row.decimals,
    token: row.token,
  });
}

/** Where to pay: only while it is payable, and only once the scanner watches. */
function payOf(intent: IntentRow, asset: AssetRow, remaining: bigint): IntentView["pay"] {
  const { depositAddress, proxy, proxyTo, reference, watchedAt } = intent;
  const payable = ["awaiting", "detected", "confirming"].includes(intent.status);
  if (
    !payable ||
    watchedAt === null ||
    depositAddress === null ||
    proxy === null ||
    proxyTo === null ||
    reference === null ||
    asset.token === null
  )
    return null;
  const evmChainId = evmChainIdOf(intent.chain);
  return {
    chain: intent.chain,
    evmChainId,
    token: asset.token,
    depositAddress,
    uri: paymentUri({ token: asset.token, evmChainId, to: depositAddress, amount: remaining }),
    // The platform's fee comes out of the release, so the proxy carries none.
    proxy: { address: proxy, to: proxyTo, reference, feeAmount: "0", feeAddress: "0x0000000000000000000000000000000000000000" },
  };
}

export type IntentParts = { intent: IntentRow; asset: AssetRow; transfers: readonly TransferRow[]; refund: Place | null };

export function viewIntent({ intent, asset, transfers, refund }: IntentParts, at: Date): IntentView {
  const remaining = intent.received >= intent.amount ? 0n : intent.amount - intent.received;
  return intentView.parse({
    id: publicId("intent", intent.id),
    dealId: publicId("deal", intent.scope),
    status: intent.status,
    exception: intent.exception,
    provider: intent.provider,
    asset: assetView(asset),
    amount: intent.amount.toString(),
    received: intent.received.toString(),
    remaining: remaining.toString(),
    refundAddress: refund?.address ?? null,
    refundChange: refund?.change ? { address: refund.change.address, effectiveAt: refund.change.effectiveAt.toISOString() } : null,
    pay: payOf(intent, asset, remaining),
    transfers: transfers.map((transfer) => ({
      txHash: transfer.txHash,
      logIndex: transfer.logIndex,
      via: transfer.via,
      amount: transfer.amount.toString(),
      status: transfer.status,
      rejection: transfer.rejection,
      confirmations: transfer.confirmations,
      requiredConfirmations: transfer.required,
      finalized: transfer.finalized,
    })),
    expiresAt: intent.expiresAt.toISOString(),
    serverTime: at.toISOString(),
    version: intent.version,
  });
}

export function viewPayout(payout: PayoutRow, actor: Actor): PayoutView {
  const blockedBecause = approvalBlock(payout, actor);
  return payoutView.parse({
    id: publicId("payout", payout.id),
    kind: payout.kind,
    status: payout.status,
    dealId: publicId("deal", payout.scope),
    dealTitle: payout.title,
    asset: payout.assetId,
    amount: payout.amount.toString(),
    destination: payout.destination,
    createdBy: payout.createdBy,
    approvedBy: payout.approvedByName,
    rejectedReason: payout.rejectedReason,
    txHash: payout.txHash,
    failure: payout.failure,
    approvable: blockedBecause === "none",
    blockedBecause,
    createdAt: payout.createdAt.toISOString(),
    version: payout.version,
  });
}
