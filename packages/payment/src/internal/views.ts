import {
  type Asset,
  assetSchema,
  type IntentView,
  intentView,
  type payoutCheck,
  type PayoutView,
  payoutView,
  publicId,
  type Actor,
} from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import type * as z from "zod";
import type { PayInRail, Rails } from "../ports.ts";
import { approvalBlock, type Destination, isApprovedOnce, isOfDeal } from "../rules.ts";
import type { Judged } from "./approver-fitness.ts";
import { destinationNow } from "./destinations.ts";
import type { AssetRow, IntentRow, PayoutRow, TransferRow } from "./rows.ts";
import { payOf } from "./ways-to-pay.ts";

export function assetView(row: Omit<AssetRow, "allowed" | "createdAt" | "depeggedAt"> & Partial<Pick<AssetRow, "depeggedAt">>): Asset {
  return assetSchema.parse({
    id: row.id,
    chain: row.chain,
    chainName: row.chainName,
    symbol: row.symbol,
    name: row.name,
    decimals: row.decimals,
    token: row.token,
    ...(row.depeggedAt ? { depegged: true } : {}),
  });
}

/** The most transfers of an intent that are listed. */
const SHOWN = 50;

/** The rows behind an intent's view, read on one connection. `fresh`: it has just been opened, so that it has no transfers and this address. */
export async function intentViewOf(
  ctx: Ctx,
  intent: IntentRow,
  at: Date,
  rails: Rails<PayInRail>,
  fresh: { refund: Destination } | null = null,
): Promise<IntentView> {
  const db = reader(ctx);
  const asset = await db.asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  const where = { intentId: intent.id };
  const newest = fresh ? [] : await db.incomingTransfer.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: SHOWN });
  const count = newest.length < SHOWN ? newest.length : await db.incomingTransfer.count({ where });
  const refund = fresh?.refund ?? (await destinationNow(ctx, { scope: intent.scope, ownerId: intent.payerId, chain: intent.chain }));
  const remaining = intent.received >= intent.amount ? 0n : intent.amount - intent.received;
  const pay = await payOf(ctx, { intent, asset, remaining }, rails.get(intent.chain));
  return viewIntent({ intent, asset, transfers: newest.toReversed(), count, refund, remaining, pay }, at);
}

type IntentParts = {
  intent: IntentRow;
  asset: AssetRow;
  transfers: readonly TransferRow[];
  count: number;
  refund: Destination | null;
  remaining: bigint;
  pay: IntentView["pay"];
};

function viewIntent({ intent, asset, transfers, count, refund, remaining, pay }: IntentParts, at: Date): IntentView {
  return intentView.parse({
    id: publicId("intent", intent.id),
    dealId: publicId("deal", intent.scope),
    parts: intent.parts.map(({ scope, tranche, amount, status }) => ({
      dealId: publicId("deal", scope),
      tranche,
      amount: amount.toString(),
      status,
    })),
    status: intent.status,
    exception: intent.exception,
    asset: assetView(asset),
    amount: intent.amount.toString(),
    received: intent.received.toString(),
    remaining: remaining.toString(),
    refundAddress: refund?.address ?? null,
    refundChange: refund?.change ? { address: refund.change.address, effectiveAt: refund.change.effectiveAt.toISOString() } : null,
    pay,
    transfers: transfers.map((transfer) => ({
      txHash: transfer.txHash,
      logIndex: transfer.logIndex,
      via: transfer.via,
      amount: transfer.amount.toString(),
      status: transfer.status,
      rejection: transfer.rejection,
      unmatched: transfer.unmatched,
      confirmations: transfer.confirmations,
      requiredConfirmations: transfer.required,
      finalized: transfer.finalized,
    })),
    transferCount: count,
    counterfeits: intent.counterfeits,
    waiting: intent.undrafted.toString(),
    receiptId: intent.creditedAt === null ? null : publicId("receipt", intent.receiptKey),
    expiresAt: intent.expiresAt.toISOString(),
    serverTime: at.toISOString(),
    version: intent.version,
  });
}

/** Details that only a single payout's page shows. */
export type PayoutExtras = { judged: Judged; changesAt: Date | null; check: z.infer<typeof payoutCheck> };
/** Who looks, and when. */
type Looking = { actor: Actor; at: Date; extras?: PayoutExtras };

export function viewPayout(payout: PayoutRow, parties: readonly string[], { actor, at, extras }: Looking): PayoutView {
  const block = approvalBlock(payout, parties, actor, at);
  const blockedBecause = block === "none" ? (extras?.judged.block ?? block) : block;
  return payoutView.parse({
    id: publicId("payout", payout.id),
    kind: payout.kind,
    status: payout.status,
    dealId: isOfDeal(payout) ? publicId("deal", payout.scope) : null,
    unmatchedId: payout.unmatchedId === null ? null : publicId("unmatched", payout.unmatchedId),
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
    firstApproval:
      isApprovedOnce(payout) && payout.firstApprovedAt !== null
        ? { by: payout.firstApprovedByName ?? "", at: payout.firstApprovedAt.toISOString() }
        : null,
    hold:
      payout.heldUntil !== null && payout.heldUntil > at
        ? { by: payout.heldByName ?? "", reason: payout.heldReason ?? "", until: payout.heldUntil.toISOString() }
        : null,
    check: extras?.check ?? null,
    related: extras?.judged.related ?? [],
    addressChangesAt: extras?.changesAt?.toISOString() ?? null,
    createdAt: payout.createdAt.toISOString(),
    version: payout.version,
  });
}
