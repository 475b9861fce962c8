/** Claims on deposits that fit no price: how one is proved, and what becomes of it with its deposit. */
import { chainOf, type ClaimWay, formatUnits } from "@amanat/contracts";
import { audit, closeDeadline, mendIncidents, now, raiseIncident, type TxCtx } from "@amanat/db";
import { type AssetRow, type ClaimRow, lockClaim, lockUnmatched, type UnmatchedRow } from "./rows.ts";
import { moveClaim } from "./write-claim.ts";

export const claimTimerOf = (id: string) => ({ purpose: "claim_ends", subjectId: id });

/**
 * The text that the sending address signs: one field a line, so that any wallet shows it whole. It is made anew from the rows whenever it is asked
 * for: who signs it says only where this deposit may go, so that it can be said again and does no harm in others' hands.
 */
export function claimTextOf({ deposit, asset, destination }: { deposit: UnmatchedRow; asset: AssetRow; destination: string }): string {
  return [
    "Amanat: this deposit is mine.",
    "",
    `Network: ${chainOf(asset.id)}`,
    `Transaction: ${deposit.txHash ?? ""}`,
    `Amount: ${formatUnits(BigInt(deposit.amount.toString()), asset.decimals)} ${asset.symbol}`,
    `Token: ${asset.token ?? ""}`,
    `Deposit: ${deposit.id}`,
    `Send it back to: ${destination}`,
  ].join("\n");
}

/** How a deposit can be claimed: not at all where the chain does not tell who sent it. */
export function waysToClaim(deposit: UnmatchedRow, signs: boolean): ClaimWay[] {
  if (deposit.sender === null || deposit.txHash === null) return [];
  return signs ? ["signature", "transfer"] : ["transfer"];
}

type Proved = { signature: string } | { proofId: string };

/** The claim is proved: the operators are told. The caller has locked the deposit, or made the one that proves it. */
export async function proveClaim(tx: TxCtx, claim: ClaimRow, by: Proved): Promise<ClaimRow> {
  const way: ClaimWay = "signature" in by ? "signature" : "transfer";
  const proved = await moveClaim(tx, claim, "proved", { ...by, way, provedAt: await now(tx) });
  await closeDeadline(tx, claimTimerOf(claim.id));
  await tell(tx, proved);
  await audit(tx, {
    action: "claim.prove",
    subjectKind: "claim",
    subjectId: claim.id,
    payload: { unmatchedId: claim.unmatchedId, destination: claim.destination, way, ...by },
  });
  return proved;
}

export const tell = (tx: TxCtx, { unmatchedId, destination }: ClaimRow): Promise<void> =>
  raiseIncident(tx, { kind: "deposit.claimed", subject: unmatchedId, detail: { destination } });

/**
 * A deposit that fits no price has come: the second transfer that a claim waits for, where sender, place, asset and amount are that claim's.
 * Two claims on two deposits may wait for one amount: the older is proved.
 */
export async function proveByDeposit(tx: TxCtx, { id, sender, address, assetId, amount }: UnmatchedRow): Promise<void> {
  if (sender === null) return;
  const claim = await tx.tx.depositClaim.findFirst({
    where: {
      status: "begun",
      proofAmount: amount.toString(),
      proofUntil: { gte: await now(tx) },
      deposit: { status: "open", sender, address, assetId },
    },
    orderBy: { createdAt: "asc" },
  });
  if (claim === null || (await lockUnmatched(tx, claim.unmatchedId)) === null) return;
  const still = await lockClaim(tx, claim.id);
  if (still?.status === "begun") await proveClaim(tx, still, { proofId: id });
}

/** Claims of a deposit that wait for an admin. */
const waiting = (tx: TxCtx, unmatchedId: string): Promise<ClaimRow[]> =>
  tx.tx.depositClaim.findMany({ where: { unmatchedId, status: { in: ["begun", "proved"] } }, orderBy: { createdAt: "asc" } });

/** The refund was rejected or failed: whoever was to have the money waits for an admin again. */
export async function reopenClaims(tx: TxCtx, unmatchedId: string): Promise<void> {
  for (const claim of await tx.tx.depositClaim.findMany({ where: { unmatchedId, status: "accepted" } }))
    await moveClaim(tx, claim, "proved");
  const [first] = (await waiting(tx, unmatchedId)).filter(({ status }) => status === "proved");
  if (first !== undefined) await tell(tx, first);
}

/** The money has gone back: nobody else gets it. */
export async function closeClaims(tx: TxCtx, unmatchedId: string): Promise<void> {
  for (const claim of await waiting(tx, unmatchedId)) {
    await moveClaim(tx, claim, "closed");
    await closeDeadline(tx, claimTimerOf(claim.id));
  }
  await mendClaimed(tx, unmatchedId);
}

export const mendClaimed = (tx: TxCtx, unmatchedId: string): Promise<void> => mendIncidents(tx, unmatchedId, ["deposit.claimed"]);
