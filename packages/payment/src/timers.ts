import type { Timers } from "@amanat/db";
import { applyDestination } from "./verbs/apply-destination.ts";
import { endGlassOnTime } from "./verbs/break-glass.ts";
import { endClaim } from "./verbs/end-claim.ts";
import { checkReported } from "./verbs/check-reported.ts";
import { endReorgHold } from "./verbs/end-reorg-hold.ts";
import { payOnItsDate } from "./verbs/pay-on-its-date.ts";
import { tellQuarantined } from "./verbs/tell-quarantined.ts";
import { redraftDue } from "./verbs/redraft-payout.ts";
import { sweepAgain } from "./verbs/sweep-again.ts";
import { tellUnapproved } from "./verbs/tell-unapproved.ts";

/** The deadlines that payment sets, and the verb of each. */
export const PAYMENT_TIMERS = {
  claim_ends: endClaim,
  destination: applyDestination,
  glass_ends: endGlassOnTime,
  payout_approval: tellUnapproved,
  payout_redraft: redraftDue,
  payment_reported: checkReported,
  quarantine_due: tellQuarantined,
  release_waiting: payOnItsDate,
  reorg_hold: endReorgHold,
  sweep_again: sweepAgain,
} as const satisfies Timers;
