import { type Ctx, reader } from "@amanat/db";
import type { Expectation, SettlementVerifier } from "../ports.ts";
import type { TransferRow } from "./rows.ts";

/** What a reported transfer has to be on chain: everything but its place and amount comes from our own intent. */
export async function expectationOf(ctx: Ctx, transfer: TransferRow): Promise<Expectation> {
  const intent = await reader(ctx).paymentIntent.findUniqueOrThrow({ where: { id: transfer.intentId } });
  const asset = await reader(ctx).asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  const viaProxy = transfer.via === "proxy";
  const recipient = viaProxy ? intent.proxyTo : intent.depositAddress;
  if (asset.token === null || recipient === null) throw new Error(`intent ${intent.id} was never opened`);
  return {
    chain: transfer.chain,
    txHash: transfer.txHash,
    blockHash: transfer.blockHash,
    logIndex: transfer.logIndex,
    token: asset.token.toLowerCase(),
    recipient,
    amount: transfer.amount,
    via: viaProxy ? "proxy" : "deposit",
    proxy: viaProxy ? intent.proxy : null,
    referenceHash: viaProxy ? intent.referenceHash : null,
  };
}

/** Asks the chain once more whether every deposit credited to a scope is still there. */
export async function depositsStand(ctx: Ctx, verifier: SettlementVerifier, scope: string): Promise<boolean> {
  const rows = await reader(ctx).incomingTransfer.findMany({ where: { status: "credited", intent: { scope } } });
  for (const row of rows) {
    const proof = await verifier.verify(await expectationOf(ctx, row));
    if (proof.verdict !== "proved") return false;
  }
  return rows.length > 0;
}
