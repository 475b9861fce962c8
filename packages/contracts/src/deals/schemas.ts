import * as z from "zod";
import { roleSchema } from "../actor.ts";
import { userId } from "../auth/ids.ts";
import { dealId, proposalId } from "./ids.ts";
import { MOVABLE_CLOCKS } from "./kinds.ts";
import { PARTY_ROLES, PROPOSAL_KINDS, PROPOSAL_STATUSES } from "./terms.ts";
import { instant, moment, version } from "../page.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema, proseSchema } from "../values/text.ts";

/** A free text; may be empty. */
export const note = proseSchema({ min: 0, max: 2_000 });

export const personSchema = z.object({ id: userId, name: z.string(), completedDeals: z.number().int() });
export type PersonView = z.infer<typeof personSchema>;

export const dealAction = z.object({ dealId, version });

/** A proposal to end the deal and refund the money, or for more time: to deliver, before delivery is marked, or to inspect, after it. */
export const proposeDealChangeInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), dealId, version, note: note.default("") }),
  z.object({ kind: z.literal("more_time"), dealId, version, until: instant, note: note.default("") }),
]);
/** `version` is the proposal's. */
export const answerDealChangeInput = z.object({ dealId, proposalId, version, answer: z.enum(["agree", "decline"]) });
export const withdrawDealChangeInput = z.object({ dealId, proposalId, version });

/** A guard's reason; the deal's parties read it. */
const holdReason = lineSchema({ min: OPERATOR_REASON_MIN, max: 500 });
/** `until` is at most `GUARD_HOLD_DAYS` ahead. */
export const placeHoldInput = z.object({ dealId, version, reason: holdReason, until: moment });
export const liftHoldInput = z.object({ dealId, version, reason: holdReason });

export const proposalView = z.object({
  id: proposalId,
  kind: z.enum(PROPOSAL_KINDS),
  /** The party who proposed it; the other one answers. */
  by: z.enum(PARTY_ROLES),
  /** The clock that more time is for; null for a cancellation. */
  clock: z.enum(MOVABLE_CLOCKS).nullable(),
  until: instant.nullable(),
  note: z.string(),
  status: z.enum(PROPOSAL_STATUSES),
  expiresAt: instant,
  version,
});
export type ProposalView = z.infer<typeof proposalView>;
export const changeProposed = z.object({ dealId, version, proposal: proposalView });

/** The role in which somebody acted, in events and timelines. `system` is no person: a timer, the network, Amanat itself. */
export const eventRoleSchema = z.union([z.enum(PARTY_ROLES), roleSchema, z.literal("system")]);
export type EventRole = z.infer<typeof eventRoleSchema>;

export const timelineEntry = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  actor: z.object({
    kind: z.enum(["user", "system"]),
    name: z.string(),
    role: eventRoleSchema,
  }),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const timelineView = z.object({ entries: z.array(timelineEntry), head: z.number().int() });
