import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { dealId, proposalId } from "./ids.ts";
import { DEAL_STATUSES } from "./kinds.ts";
import { CANCEL_CAUSES, PARTY_ROLES, PROPOSAL_KINDS, PROPOSAL_STATUSES } from "./terms.ts";

/** What every event of a deal carries. */
export const deal = { dealId, status: z.enum(DEAL_STATUSES), version: z.number().int() };
const change = { proposalId, kind: z.enum(PROPOSAL_KINDS), by: z.enum(PARTY_ROLES), until: z.string().nullable() };

export const events = {
  "deal.created.v1": z.object(deal),
  "deal.funded.v1": z.object({ ...deal, amount: amountSchema }),
  /** The deposit left the chain before anything was delivered: the deal waits for the money again. */
  "deal.unfunded.v1": z.object(deal),
  "deal.completed.v1": z.object({ ...deal, by: z.enum(["buyer", "timer"]) }),
  /** `cause` is missing in events from before there was more than one. */
  "deal.cancelled.v1": z.object({ ...deal, cause: z.enum(CANCEL_CAUSES).optional() }),
  "deal.change_proposed.v1": z.object({ ...deal, ...change, expiresAt: z.string() }),
  "deal.change_answered.v1": z.object({ ...deal, ...change, answer: z.enum(PROPOSAL_STATUSES) }),
  /** Money was put on hold for a case, or by a guard (`staff`), and when the hold ends in any case. */
  "deal.held.v1": z.object({ ...deal, by: z.enum([...PARTY_ROLES, "staff"]), until: z.string() }),
  /** The hold is over, and the money where it was: of a case (`system`), or of a guard (`staff`), whose hold's date came (`expired`). `buyer`, `timer`: of deals from before there were cases. */
  "deal.hold_lifted.v1": z.object({ ...deal, by: z.enum(["buyer", "timer", "system", "staff", "expired"]) }),
  /** The case is over, and the seller has so long to deliver what both settled on, or the ruling says. */
  "deal.delivery_again.v1": z.object({ ...deal, deliverBy: z.string() }),
  /** A case divided the money on hold: `released` to the seller before the fee, `refunded` to the buyer. */
  "deal.ruled.v1": z.object({
    ...deal,
    released: amountSchema,
    refunded: amountSchema,
    /** Missing in events from before there were cases. */
    how: z.enum(["settled", "conceded", "ruled"]).optional(),
  }),
  /** A case divided a part of the price; the deal goes on with the others. `seller`, `admin`: of deals from before there were cases. */
  "deal.part_divided.v1": z.object({
    ...deal,
    by: z.enum(["seller", "admin", "system"]),
    asset: assetIdSchema,
    released: amountSchema,
    refunded: amountSchema,
  }),
  "deal.expired.v1": z.object(deal),
  "deal.refunded.v1": z.object(deal),
} as const;
