import type { PartyRole } from "@amanat/contracts";
import type { UserActor } from "@amanat/contracts";
import type { CaseRow } from "./rows.ts";
import type { Said } from "./record.ts";
import type { CaseChange } from "./write-cases.ts";

/** That a side did something in the case: it is silent no more. */
export const acted = (side: PartyRole, at: Date): CaseChange => (side === "buyer" ? { buyerActedAt: at } : { sellerActedAt: at });

/** That a side stated its case. */
export const stated = (side: PartyRole, at: Date): CaseChange =>
  side === "buyer" ? { buyerActedAt: at, buyerStatedAt: at } : { sellerActedAt: at, sellerStatedAt: at };

export const hasStated = (row: CaseRow, side: PartyRole): boolean => (side === "buyer" ? row.buyerStatedAt : row.sellerStatedAt) !== null;
export const hasActed = (row: CaseRow, side: PartyRole): boolean => (side === "buyer" ? row.buyerActedAt : row.sellerActedAt) !== null;

/** Something that a person says in a case, in their part in it. */
export const saidBy = (by: "buyer" | "seller" | "mediator", { userId, name }: UserActor, said: Omit<Said, "by" | "author">): Said => ({
  ...said,
  by,
  author: { userId, name },
});
