import { DomainError, type PartyRole, type UserActor, uuidOf } from "@amanat/contracts";
import { requireUser, type TxCtx } from "@amanat/db";
import { type Kinds, type Locked, lockDeal } from "@amanat/deals";
import { caseById, type CaseRow, lockCaseRow, sideOf } from "./rows.ts";

/** A case with its deal, both locked: the deal first, as everywhere. */
export type LockedCase = { readonly row: CaseRow; readonly locked: Locked };

/** Errors: NOT_FOUND. */
export async function lockCase(tx: TxCtx, caseId: string, kinds: Kinds): Promise<LockedCase> {
  const found = await caseById(tx, caseId);
  if (!found) throw new DomainError("NOT_FOUND");
  const locked = await lockDeal(tx, found.dealId, kinds);
  const row = await lockCaseRow(tx, caseId);
  if (!row) throw new DomainError("NOT_FOUND");
  return { row, locked };
}

/** Errors: NOT_FOUND. */
export function caseUuid(caseId: string): string {
  const id = uuidOf("case", caseId);
  if (id === null) throw new DomainError("NOT_FOUND");
  return id;
}

export type AsParty = LockedCase & { readonly side: PartyRole; readonly user: UserActor };

/** The case for one of its sides. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (strangers), FORBIDDEN (its mediator, staff). */
export async function lockAsParty(tx: TxCtx, caseId: string, kinds: Kinds): Promise<AsParty> {
  const user = requireUser(tx.actor);
  const both = await lockCase(tx, caseUuid(caseId), kinds);
  const side = sideOf(both.row, user.userId);
  if (side !== null) return { ...both, side, user };
  throw new DomainError(maySeeAsStaff(both.row, user) ? "FORBIDDEN" : "NOT_FOUND");
}

export type AsMediator = LockedCase & { readonly user: UserActor };

/** The case for who rules on it now. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (everybody else), FORBIDDEN (a side, an admin). */
export async function lockAsMediator(tx: TxCtx, caseId: string, kinds: Kinds): Promise<AsMediator> {
  const user = requireUser(tx.actor);
  const both = await lockCase(tx, caseUuid(caseId), kinds);
  if (isMediator(both.row, user)) return { ...both, user };
  const seen = sideOf(both.row, user.userId) !== null || user.roles.includes("admin");
  throw new DomainError(seen ? "FORBIDDEN" : "NOT_FOUND");
}

/** Who has the case, and still the role for it. */
export const isMediator = (row: Pick<CaseRow, "mediatorId">, user: UserActor): boolean =>
  row.mediatorId === user.userId && user.roles.includes("resolver");

/** Who sees a case without being a side of it: its mediator now, and admins. */
export const maySeeAsStaff = (row: CaseRow, user: UserActor): boolean => isMediator(row, user) || user.roles.includes("admin");
