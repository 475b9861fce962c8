import type { DealKind, DealStatus, PartyRole, TrancheStatus } from "@amanat/contracts";
import type { Deal, DealParty, DealProposal, Tranche } from "@amanat/db";

/** Rows as the database client gives them: amounts are bigint base units, and words are those of the contracts. */
export type PartyRow = Omit<DealParty, "role"> & { role: PartyRole };
export type TrancheRow = Omit<Tranche, "amount" | "status"> & { amount: bigint; status: TrancheStatus };
export type DealRow = Omit<Deal, "kind" | "status"> & { kind: DealKind; status: DealStatus; parties: PartyRow[]; tranches: TrancheRow[] };
export type ProposalRow = DealProposal;

/** What always comes with a deal. */
export const WITH_PARTS = { parties: true, tranches: { orderBy: { ordinal: "asc" } } } as const;
