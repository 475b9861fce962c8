import { BrokenInvariant, canonicalAddress } from "@amanat/contracts";
import { type Ctx, Prisma, reader, readRows, type RowOf } from "@amanat/db";
import type { Expectation, SettlementVerifier } from "../ports.ts";
import type { PayoutRow, TransferRow } from "./rows.ts";
import { throughOf, waysOf } from "./ways-to-pay.ts";

/**
 * What the chain must show for a reported transfer. Token and recipient come from our own rows (from the intent, where it pays a price),
 * never from the report.
 */
export async function expectationOf(ctx: Ctx, transfer: TransferRow): Promise<Expectation> {
  const { intentId, unmatched } = transfer;
  const priced = intentId === null || unmatched !== null ? null : await pricedAs(ctx, intentId);
  const intent = priced?.intent ?? null;
  const asset =
    priced?.asset ?? (transfer.assetId === null ? null : await reader(ctx).asset.findUniqueOrThrow({ where: { id: transfer.assetId } }));
  const through = transfer.via === "proxy" && intent !== null ? throughOf(await waysOf(ctx, intent.id)) : null;
  const recipient = intent === null ? transfer.recipient : (through?.to ?? intent.depositAddress);
  if (asset === null || asset.token === null || recipient === null)
    throw new BrokenInvariant(`transfer ${transfer.id} is to no address of ours`);
  return {
    chain: transfer.chain,
    txHash: transfer.txHash,
    blockHash: transfer.blockHash,
    logIndex: transfer.logIndex,
    token: canonicalAddress(asset.token),
    recipient,
    amount: transfer.amount,
    through: through === null ? null : { contract: through.contract, referenceHash: through.referenceHash },
  };
}

async function pricedAs(ctx: Ctx, intentId: string): Promise<{ intent: RowOf<"PaymentIntent">; asset: RowOf<"Asset"> }> {
  const [row] = await readRows(
    ctx,
    { intent: "PaymentIntent", asset: "Asset" },
    Prisma.sql`"PaymentIntent" intent JOIN "Asset" asset ON asset."id" = intent."assetId" WHERE intent."id" = ${intentId}::uuid`,
  );
  if (!row) throw new BrokenInvariant(`no intent ${intentId}`);
  return row;
}

/**
 * Whether the deposits behind a payout are still on chain. Verifies the largest first and stops once they cover everything that the scope
 * pays out in that asset, so a flood of small deposits costs few calls. Where there is no deposit, something else must stand behind it:
 * the operator, who bears the loss of one that left the chain, or what its payers had kept with us.
 */
export async function depositsStand(ctx: Ctx, verifier: SettlementVerifier, payout: PayoutRow): Promise<boolean> {
  const rows = await depositsBehind(ctx, payout);
  if (rows === null) return true;
  const leaving = await reader(ctx).payout.findMany({
    where: { scope: payout.scope, assetId: payout.assetId, status: { notIn: ["rejected", "failed", "cancelled"] } },
    select: { amount: true },
  });
  const needed = leaving.reduce((sum, { amount }) => sum + amount, 0n);
  let covered = 0n;
  for (const row of rows) {
    const proof = await verifier.verify(await expectationOf(ctx, row));
    if (proof.verdict !== "proved") return false;
    covered += row.amount;
    if (covered >= needed) return true;
  }
  return rows.length > 0 || standsWithout(ctx, payout);
}

async function standsWithout(ctx: Ctx, { scope, assetId, unmatchedId }: PayoutRow): Promise<boolean> {
  if (unmatchedId !== null) return false;
  const lost = { status: "reverted", shortage: true, assetId, intent: { parts: { some: { scope } } } } as const;
  if ((await reader(ctx).incomingTransfer.count({ where: lost })) > 0) return true;
  return (await reader(ctx).contribution.count({ where: { scope, assetId, intentId: null } })) > 0;
}

/** Null for earned fees, and for native coin: it has no log to verify. The wallet's balance is checked when it is paid out. */
async function depositsBehind(ctx: Ctx, payout: PayoutRow): Promise<TransferRow[] | null> {
  // Earned fees: no deposit of their own stands behind them. Only what no hold can take back is withdrawn.
  if (payout.kind === "fee") return null;
  if (payout.unmatchedId === null)
    return reader(ctx).incomingTransfer.findMany({
      where: { status: "credited", unmatched: null, assetId: payout.assetId, intent: { parts: { some: { scope: payout.scope } } } },
      // The largest first: the fewest calls to the chain.
      orderBy: { amount: "desc" },
    });
  const deposit = await reader(ctx).unmatchedDeposit.findUniqueOrThrow({ where: { id: payout.unmatchedId } });
  if (deposit.transferId === null) return null;
  return reader(ctx).incomingTransfer.findMany({ where: { id: deposit.transferId, status: "credited" } });
}
