import { type PartyRole, type ProposalKind, publicId } from "@amanat/contracts";
import { requireStepUp, type TxCtx } from "@amanat/db";
import { givesAway } from "../rules.ts";
import type { DealRow } from "./rows.ts";
import { partyOf } from "./who.ts";

/** The date that stands on a clock of a deal; null where none runs. */
export async function runningDate(tx: TxCtx, deal: DealRow, clock: "deliver" | "inspect"): Promise<Date | null> {
  if (clock === "deliver") return deal.deliverBy;
  const row = await tx.tx.deadline.findUnique({ where: { purpose_subjectId: { purpose: "inspect", subjectId: deal.id } } });
  return row?.status === "pending" ? row.dueAt : null;
}

/**
 * A seller's word to end a deal gives away what the buyer's word to release it would bring, so it takes the same proof. Where the
 * money goes is the buyer's own and not the seller's to see: the proof names the amount. Errors: STEP_UP_REQUIRED.
 */
export async function proveGivingAway(tx: TxCtx, deal: DealRow, kind: ProposalKind, by: PartyRole): Promise<void> {
  if (!givesAway(kind, by)) return;
  const subject = publicId("deal", deal.id);
  const destination = publicId("user", partyOf(deal, "buyer"));
  await requireStepUp(tx, { action: "deal.refund", subject, amount: deal.price.toString(), asset: deal.assetId, destination });
}
