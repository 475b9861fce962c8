import type { DealKind, DealStatus, PartyRole, TrancheStatus } from "@amanat/contracts";
import { type Deal, type DealParty, type DealProposal, Prisma, type RowOf, type Tranche } from "@amanat/db";

/** Rows as the database client gives them: amounts are bigint base units, and words are those of the contracts. */
export type PartyRow = Omit<DealParty, "role"> & { role: PartyRole };
export type TrancheRow = Omit<Tranche, "amount" | "status"> & { amount: bigint; status: TrancheStatus };
export type DealRow = Omit<Deal, "kind" | "status"> & { kind: DealKind; status: DealStatus; parties: PartyRow[]; tranches: TrancheRow[] };
export type ProposalRow = DealProposal;

/** Who places and lifts the holds of cases. */
export const DISPUTES = "disputes";
/** Who places and lifts the holds of guards. Which guard it was is on the trail. */
export const GUARDS = "guards";

/** What always comes with a deal. */
export const WITH_PARTS = { parties: true, tranches: { orderBy: { ordinal: "asc" } } } as const;

/** The same in one statement: who reads it adds which, the order, and a lock. A deal's people and tranches are made with it. */
export const PARTED = { d: "Deal", p: "DealParty", t: "Tranche" } as const;
export const PARTED_ROWS = Prisma.sql`"Deal" d JOIN "DealParty" p ON p."dealId" = d."id" JOIN "Tranche" t ON t."dealId" = d."id"`;
export const PARTED_ORDER = Prisma.sql`ORDER BY t."ordinal", p."userId", p."role"`;

/** One deal, from the rows of that statement; null where there are none. */
export function dealIn(rows: readonly { d: RowOf<"Deal">; p: PartyRow; t: TrancheRow }[]): DealRow | null {
  const [first] = rows;
  if (!first) return null;
  const { ordinal } = first.t;
  const { userId, role } = first.p;
  const parties = rows.filter(({ t }) => t.ordinal === ordinal).map(({ p }) => p);
  const tranches = rows.filter(({ p }) => p.userId === userId && p.role === role).map(({ t }) => t);
  return { ...first.d, parties, tranches };
}
