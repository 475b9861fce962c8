import { byReceipt, DomainError, explorerOf, parsed, publicId, type ReceiptView, receiptView, uuidOf } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import type * as z from "zod";
import { assetView } from "../internal/views.ts";

/** Transfers that are listed; further ones are counted. */
const SHOWN = 50;

/**
 * One receipt, for whoever knows its id: no account is needed. A payment that never was paid has none; one that the chain took back keeps
 * its address, and says so.
 * Errors: NOT_FOUND, VALIDATION_ERROR.
 */
export async function getReceipt(ctx: Ctx, input: z.input<typeof byReceipt>): Promise<ReceiptView> {
  const receiptKey = uuidOf("receipt", parsed(byReceipt, input).receiptId);
  const db = reader(ctx);
  const intent = receiptKey === null ? null : await db.paymentIntent.findFirst({ where: { receiptKey, tenantId: ctx.actor.tenantId } });
  if (intent === null) throw new DomainError("NOT_FOUND");
  // `unmatched`: booked, and no part of this price.
  const where = { intentId: intent.id, unmatched: null, creditedAt: { not: null }, status: { in: ["credited", "reverted"] } };
  const proved = await db.incomingTransfer.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }], take: SHOWN });
  if (intent.creditedAt === null && !proved.some(({ status }) => status === "reverted")) throw new DomainError("NOT_FOUND");
  const standing = proved.filter(({ status }) => status === "credited");
  const asset = await db.asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  return receiptView.parse({
    id: publicId("receipt", intent.receiptKey),
    title: intent.title,
    asset: assetView(asset),
    amount: intent.amount.toString(),
    received: intent.received.toString(),
    paidAt: intent.creditedAt?.toISOString() ?? null,
    agreedAt: intent.createdAt.toISOString(),
    transfers: standing.map(({ chain, txHash, amount, creditedAt }) => ({
      txHash,
      amount: amount.toString(),
      explorer: explorerOf(chain, txHash),
      creditedAt: creditedAt?.toISOString(),
    })),
    transferCount: proved.length < SHOWN ? standing.length : await db.incomingTransfer.count({ where: { ...where, status: "credited" } }),
  });
}
