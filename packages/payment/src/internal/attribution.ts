import { publicId, type Rejection, tokenAsset, uuidOf } from "@amanat/contracts";
import { createHash } from "node:crypto";
import type { TxCtx } from "@amanat/db";
import type { ChainSpec } from "../ports.ts";
import type { TransferReport } from "../providers/provider.ts";
import { chainRef } from "../rules.ts";
import { type IntentRow, type TransferRow, WITH_PARTS } from "./rows.ts";
import { throughOf, waysOf } from "./ways-to-pay.ts";

type Reported = TransferReport["transfer"];

/** What a reported transfer is to us, decided by our own rows. The report only says where to look. */
export type Attribution =
  | {
      verdict: "ours";
      intent: IntentRow | null;
      assetId: string;
      via: "deposit" | "proxy";
      unmatched: "other_asset" | "no_reference" | null;
    }
  | { verdict: "worthless"; intent: IntentRow; reason: Rejection }
  | { verdict: "ignored"; why: string };

/** The id under which the scanner watches the escrow wallet. Derived, so that every process uses the same one. */
export function walletTarget(chain: string, address: string): string {
  const hex = createHash("sha256").update(`${chain}:${address}`).digest("hex").slice(0, 32);
  return publicId("wallet", `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`);
}

/**
 * Decides whose money a transfer is, by where it lies.
 *
 * - At a deposit address: it belongs to the intent of that address, whatever reference came with it.
 * - In the escrow wallet: the reference names the intent. Without one it fits no price.
 *
 * The amount is always the Transfer's; a proxy's event only names the intent. `spec`: the chain it lies on; null where we use no such chain.
 */
export async function attributionOf(tx: TxCtx, transfer: Reported, targetId: string, spec: ChainSpec | null): Promise<Attribution> {
  const id = uuidOf("intent", targetId);
  const named = id === null ? null : await tx.tx.paymentIntent.findUnique({ where: { id }, include: WITH_PARTS });
  const inEscrow = transfer.to === spec?.escrowWallet;
  const { chain, to: depositAddress } = transfer;
  const paidTo = await tx.tx.paymentIntent.findUnique({
    where: { chain_depositAddress: { chain, depositAddress } },
    include: WITH_PARTS,
  });
  if (!inEscrow && paidTo === null) {
    if (named === null) return { verdict: "ignored", why: "unknown target" };
    return { verdict: "worthless", intent: named, reason: transfer.chain === named.chain ? "wrong_recipient" : "wrong_chain" };
  }
  const referred = named !== null && (await cameThrough(tx, named, transfer)) ? named : null;
  const intent = paidTo ?? referred;
  const asset = await tx.tx.asset.findUnique({ where: { id: tokenAsset(transfer.chain, transfer.token) } });
  if (!asset?.allowed) {
    return intent === null ? { verdict: "ignored", why: "no asset of ours" } : { verdict: "worthless", intent, reason: "wrong_token" };
  }
  if (await isOurSweep(tx, transfer)) return { verdict: "ignored", why: "our own sweep" };
  const unmatched = intent === null ? "no_reference" : asset.id === intent.assetId ? null : "other_asset";
  return { verdict: "ours", intent, assetId: asset.id, via: paidTo === null && referred !== null ? "proxy" : "deposit", unmatched };
}

/** Whether it came through the proxy with this intent's reference, to the wallet of that reference. */
async function cameThrough(tx: TxCtx, named: IntentRow, { via, to, referenceHash }: Reported): Promise<boolean> {
  if (via !== "proxy") return false;
  const through = throughOf(await waysOf(tx, named.id));
  return through !== null && through.to === to && through.referenceHash === referenceHash;
}

/** Sweeps move money between our own addresses. The sweep posts both ends, so its transfer is no deposit. */
async function isOurSweep(tx: TxCtx, { chain, txHash }: Reported): Promise<boolean> {
  return (await tx.tx.txAttempt.count({ where: { chain, txHash, purpose: "sweep" } })) > 0;
}

/** The ledger's unique name of a deposit. A payout to an address of ours is two facts in one log, out and in: hence `:in`. */
export async function arrivalRef(tx: TxCtx, { chain, txHash, logIndex }: TransferRow): Promise<string> {
  const paidOut = (await tx.tx.txAttempt.count({ where: { chain, txHash, purpose: "payout" } })) > 0;
  // A name is posted only once. A reversed deposit that is mined again gets a new one: `:again:n`.
  const { _sum } = await tx.tx.incomingTransfer.aggregate({ where: { chain, txHash, logIndex }, _sum: { reverts: true } });
  const again = _sum.reverts ? (`:again:${_sum.reverts}` as const) : "";
  return chainRef(chain, txHash, `${logIndex}${paidOut ? ":in" : ""}${again}`);
}
