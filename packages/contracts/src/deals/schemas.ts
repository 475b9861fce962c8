import * as z from "zod";
import { roleSchema } from "../actor.ts";
import { userId } from "../auth/ids.ts";
import { dealId, proposalId } from "./ids.ts";
import { MOVABLE_CLOCKS } from "./kinds.ts";
import { PARTY_ROLES, PROPOSAL_KINDS, PROPOSAL_STATUSES } from "./terms.ts";
import { instant, version } from "../page.ts";
import { proseSchema } from "../values/text.ts";

/** Free words beside something; may be empty. */
export const note = proseSchema({ min: 0, max: 2_000 });

export const personSchema = z.object({ id: userId, name: z.string(), completedDeals: z.number().int() });
export type PersonView = z.infer<typeof personSchema>;

export const dealAction = z.object({ dealId, version });

/** To end the deal and return the money, or to have until then: for the delivery before it is marked, for the inspection after. */
export const proposeDealChangeInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), dealId, version, note: note.default("") }),
  z.object({ kind: z.literal("more_time"), dealId, version, until: instant, note: note.default("") }),
]);
/** `version` is the proposal's. */
export const answerDealChangeInput = z.object({ dealId, proposalId, version, answer: z.enum(["agree", "decline"]) });
export const withdrawDealChangeInput = z.object({ dealId, proposalId, version });

export const proposalView = z.object({
  id: proposalId,
  kind: z.enum(PROPOSAL_KINDS),
  /** Who proposed it; the other one answers. */
  by: z.enum(PARTY_ROLES),
  /** Which clock more time is asked for; null for a cancellation. */
  clock: z.enum(MOVABLE_CLOCKS).nullable(),
  until: instant.nullable(),
  note: z.string(),
  status: z.enum(PROPOSAL_STATUSES),
  expiresAt: instant,
  version,
});
export type ProposalView = z.infer<typeof proposalView>;
export const changeProposed = z.object({ dealId, version, proposal: proposalView });

/** In what capacity somebody acted, as events say it and timelines name it. `system` is nobody: a timer, the network, Amanat itself. */
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
