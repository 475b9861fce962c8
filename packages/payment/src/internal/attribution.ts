import { publicId, type Rejection, tokenAsset, uuidOf } from "@amanat/contracts";
import { createHash } from "node:crypto";
import { Prisma, type TxCtx } from "@amanat/db";
import type { ChainSpec } from "../ports.ts";
import type { TransferReport } from "../providers/provider.ts";
import { chainRef } from "../rules.ts";
import { type IntentRow, readIntents, type TransferRow } from "./rows.ts";
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
  const inEscrow = transfer.to === spec?.escrowWallet;
  const { chain, to } = transfer;
  const candidates = await readIntents(tx, Prisma.sql`(i."id" = ${id}::uuid OR i."chain" = ${chain} AND i."depositAddress" = ${to})`);
  const named = candidates.find((intent) => intent.id === id) ?? null;
  const paidTo = candidates.find((intent) => intent.chain === chain && intent.depositAddress === to) ?? null;
  if (!inEscrow && paidTo === null) {
    if (named === null) return { verdict: "ignored", why: "unknown target" };
    return { verdict: "worthless", intent: named, reason: transfer.chain === named.chain ? "wrong_recipient" : "wrong_chain" };
  }
  const referred = named !== null && (await cameThrough(tx, named, transfer)) ? named : null;
  const intent = paidTo ?? referred;
  const asset = await assetIn(tx, transfer);
  if (!asset?.allowed) {
    return intent === null ? { verdict: "ignored", why: "no asset of ours" } : { verdict: "worthless", intent, reason: "wrong_token" };
  }
  // Sweeps move money between our own addresses. The sweep posts both ends, so its transfer is no deposit.
  if (asset.swept) return { verdict: "ignored", why: "our own sweep" };
  const unmatched = intent === null ? "no_reference" : asset.id === intent.assetId ? null : "other_asset";
  return { verdict: "ours", intent, assetId: asset.id, via: paidTo === null && referred !== null ? "proxy" : "deposit", unmatched };
}

/** Whether it came through the proxy with this intent's reference, to the wallet of that reference. */
async function cameThrough(tx: TxCtx, named: IntentRow, { via, to, referenceHash }: Reported): Promise<boolean> {
  if (via !== "proxy") return false;
  const through = throughOf(await waysOf(tx, named.id));
  return through !== null && through.to === to && through.referenceHash === referenceHash;
}

/** Its asset, and whether a sweep of ours made the transfer. Null for a token that we do not know. */
async function assetIn(tx: TxCtx, { chain, token, txHash }: Reported): Promise<{ id: string; allowed: boolean; swept: boolean } | null> {
  const [row] = await tx.tx.$queryRaw<{ id: string; allowed: boolean; swept: boolean }[]>`
    SELECT "id", "allowed",
      EXISTS (SELECT FROM "TxAttempt" t WHERE t."chain" = ${chain} AND t."txHash" = ${txHash} AND t."purpose" = 'sweep') AS swept
    FROM "Asset" WHERE "id" = ${tokenAsset(chain, token)}`;
  return row ?? null;
}

/** The ledger's unique name of a deposit. A payout to an address of ours is two facts in one log, out and in: hence `:in`. */
export async function arrivalRef(tx: TxCtx, { chain, txHash, logIndex }: TransferRow): Promise<string> {
  const [row] = await tx.tx.$queryRaw<{ out: boolean; reverts: number }[]>`
    SELECT EXISTS (SELECT FROM "TxAttempt" WHERE "chain" = ${chain} AND "txHash" = ${txHash} AND "purpose" = 'payout') AS out,
      (SELECT coalesce(sum("reverts"), 0)::int FROM "IncomingTransfer"
       WHERE "chain" = ${chain} AND "txHash" = ${txHash} AND "logIndex" = ${logIndex}) AS reverts`;
  // A name is posted only once. A reversed deposit that is mined again gets a new one: `:again:n`.
  const again = row?.reverts ? (`:again:${row.reverts}` as const) : "";
  return chainRef(chain, txHash, `${logIndex}${row?.out === true ? ":in" : ""}${again}`);
}
