import type { SignedText } from "@amanat/contracts";
import { appendEvents, audit, now, requireRole, type TxCtx } from "@amanat/db";
import { journalId, postLast } from "@amanat/ledger";
import type { ChainPorts, PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";
import { isApprovedOnce } from "../rules.ts";
import { endWaitForApproval, lockForDecision, refuseStaleAddress, requireAsSeen } from "./approval.ts";
import { refuseUnfitApprover } from "./approver-fitness.ts";
import { payoutEvent } from "./events.ts";
import { payoutStartLeg } from "./journal-legs.ts";
import { needsTwo, refuseChanged } from "./payout-check.ts";
import type { PayoutRow } from "./rows.ts";
import { signedApproval } from "./safekeeping.ts";
import { movePayoutLast } from "./write-rows.ts";

/** A payout as an admin saw it. */
export type Seen = {
  readonly payoutId: string;
  readonly version: number;
  readonly amount: string;
  readonly destination: string;
  readonly balance?: string | undefined;
  readonly asset?: string;
  readonly signed?: SignedText | undefined;
};

/**
 * One approval of one payout. `prove`: what shows that the admin was there and meant this payout. Above `payment.twoAbove` the first of two
 * admins only leaves their name, and the second approves; one whose own device signed the payout approves alone.
 *
 * Errors: those of `lockForDecision`, `refuseUnfitApprover`, `refuseChanged` and `signedApproval`, VALIDATION_ERROR (not as seen, an address of ours).
 */
export async function approveOne(
  tx: TxCtx,
  seen: Seen,
  ports: ChainPorts & Pick<PayInPorts, "people" | "safekeeping">,
  prove: (payout: PayoutRow) => Promise<void>,
): Promise<PayoutRow> {
  const admin = requireRole(tx.actor, "admin");
  const payout = await lockForDecision(tx, seen, { action: "payout.approve", fit: (row) => refuseUnfitApprover(tx, row, ports) });
  await prove(payout);
  requireAsSeen(payout, seen);
  await refuseOurAddress(tx, { chain: payout.chain, address: payout.destination }, { rails: ports.rails, path: "destination" });
  await refuseStaleAddress(tx, payout, ports);
  await refuseChanged(tx, payout, seen.balance);
  const device = await signedApproval(tx, { payout, signed: seen.signed }, ports);
  const at = await now(tx);
  const payload = {
    amount: seen.amount,
    destination: seen.destination,
    // Named so that it is kept: who holds it can do nothing with it any more.
    ...(device === null ? {} : { device: device.address, textId: seen.signed?.textId, signed: seen.signed?.signature }),
  };
  const about = { subjectKind: "payout", subjectId: payout.id, payload };
  if (device === null && !isApprovedOnce(payout) && (await needsTwo(tx, payout))) {
    await audit(tx, { action: "payout.approve_first", ...about });
    return movePayoutLast(tx, payout, payout.status, {
      firstApprovedById: admin.userId,
      firstApprovedByName: admin.name,
      firstApprovedAt: at,
      firstApprovedFor: payout.destination,
    });
  }
  await endWaitForApproval(tx, payout.id);
  const approved = await movePayoutLast(tx, payout, "approved", {
    approvedById: admin.userId,
    approvedByName: admin.name,
    approvedAt: at,
  });
  postLast(tx, { id: journalId("payment", payout.id, "start"), legs: [payoutStartLeg(payout)] });
  await audit(tx, { action: "payout.approve", ...about });
  await appendEvents(tx, [payoutEvent("payout.approved.v1", approved)]);
  return approved;
}
