import { DomainError, type ErrorCode, type FieldIssue, type payoutMoved, publicId, uuidOf } from "@amanat/contracts";
import {
  closeDeadline,
  type Ctx,
  mendIncidents,
  now,
  reader,
  requireStepUp,
  setDeadline,
  type startDeadline,
  setting,
  type TxCtx,
} from "@amanat/db";
import type * as z from "zod";
import { type ApprovalBlock, approvalBlock, isOfDeal } from "../rules.ts";
import type { ChainPorts } from "../ports.ts";
import { SETTINGS } from "../settings.ts";
import { destinationNow, ownerOf } from "./destinations.ts";
import { isReceiver } from "./receiver.ts";
import { lockPayout, type PayoutRow } from "./rows.ts";

type Deciding = {
  readonly action: "payout.approve" | "payout.reject";
  /** Further reasons against this admin. */
  readonly fit?: (payout: PayoutRow) => Promise<void>;
};
/** What a block is called as an error. */
const REFUSED: Readonly<Record<Exclude<ApprovalBlock, "none">, ErrorCode>> = {
  not_admin: "FORBIDDEN",
  own_deal: "SELF_APPROVAL",
  not_pending: "INVALID_STATE",
  on_hold: "INVALID_STATE",
  approved_once: "SELF_APPROVAL",
};

/**
 * Locks a payout for a decision by this admin, whose proof of presence was for it. Errors: NOT_FOUND, SELF_APPROVAL, INVALID_STATE,
 * VERSION_CONFLICT.
 */
export async function lockForDecision(
  tx: TxCtx,
  command: { payoutId: string; version: number },
  { action, fit = () => Promise.resolve() }: Deciding,
): Promise<PayoutRow> {
  const id = uuidOf("payout", command.payoutId);
  const payout = id === null ? null : await lockPayout(tx, id);
  if (!payout) throw new DomainError("NOT_FOUND");
  const block = approvalBlock(payout, await partiesOf(tx, payout), tx.actor, await now(tx));
  const isOnlyForApprovals = block === "on_hold" || block === "approved_once";
  if (block !== "none" && !(isOnlyForApprovals && action === "payout.reject")) throw new DomainError(REFUSED[block]);
  if (payout.version !== command.version) throw new DomainError("VERSION_CONFLICT");
  await fit(payout);
  return payout;
}

/**
 * Requires a proof for this payout alone. Amount, asset and destination are read from the locked row, not from the input. Errors:
 * STEP_UP_REQUIRED.
 */
export function requireOwnProof(tx: TxCtx, payout: PayoutRow, action: Deciding["action"]): Promise<void> {
  return requireStepUp(tx, {
    action,
    subject: publicId("payout", payout.id),
    amount: payout.amount.toString(),
    asset: payout.assetId,
    destination: payout.destination,
  });
}

const DAY_MS = 24 * 60 * 60_000;
export const approvalTimerOf = (payoutId: string) => ({ purpose: "payout_approval", subjectId: payoutId });

/** From now on the operators are told when it has waited too long. `begin`: how its timer is set, that of a new payout for the first time. */
export async function waitForApproval(tx: TxCtx, payoutId: string, begin: typeof startDeadline = setDeadline): Promise<void> {
  const days = await setting(tx, SETTINGS.approvalDays);
  await begin(tx, { ...approvalTimerOf(payoutId), dueAt: new Date((await now(tx)).getTime() + days * DAY_MS) });
}

/** It was decided on, or taken back. */
export async function endWaitForApproval(tx: TxCtx, payoutId: string): Promise<void> {
  await closeDeadline(tx, approvalTimerOf(payoutId));
  await mendIncidents(tx, payoutId, ["payout.unapproved"]);
}

/** The parties of the agreement that a payout belongs to; nobody, where it is no deal's. */
export async function partiesOf(ctx: Ctx, payout: Pick<PayoutRow, "scope" | "kind" | "unmatchedId">): Promise<readonly string[]> {
  if (!isOfDeal(payout)) return [];
  const { scope } = payout;
  return (await reader(ctx).escrow.findUnique({ where: { scope }, select: { parties: true } }))?.parties ?? [];
}

/** Errors: VALIDATION_ERROR naming the fields that differ from the row. */
export function requireAsSeen(payout: PayoutRow, seen: { amount: string; destination: string; asset?: string }): void {
  const issues: FieldIssue[] = [];
  if (seen.amount !== payout.amount.toString()) issues.push({ path: "amount", code: "differs" });
  if (seen.destination !== payout.destination) issues.push({ path: "destination", code: "differs" });
  if (seen.asset !== undefined && seen.asset !== payout.assetId) issues.push({ path: "asset", code: "differs" });
  if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
}

/**
 * Refuses a payout whose address is not current any more. A changed address is current from its date on, and the timer that writes it into
 * the payout may run later. Errors: VERSION_CONFLICT.
 */
export async function refuseStaleAddress(tx: TxCtx, payout: PayoutRow, { rails }: ChainPorts): Promise<void> {
  if (payout.kind === "fee") {
    if (!(await isReceiver(tx, rails.get(payout.chain)?.chain, payout.destination))) throw new DomainError("VERSION_CONFLICT");
    return;
  }
  // Unmatched money has no owner and no current address: the admin who asked for the refund named one.
  if (payout.unmatchedId !== null) return;
  const current = await destinationNow(tx, ownerOf(payout));
  if (current?.address !== payout.destination) throw new DomainError("VERSION_CONFLICT");
}

export function payoutMovedView(payout: PayoutRow): z.infer<typeof payoutMoved> {
  return { payoutId: publicId("payout", payout.id), status: payout.status, version: payout.version };
}
