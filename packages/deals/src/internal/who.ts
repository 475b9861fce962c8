import { type Actor, BrokenInvariant, DomainError, type PartyRole, type Role } from "@amanat/contracts";
import { requireRole } from "@amanat/db";
import type { DealRow } from "./rows.ts";

const STAFF: readonly Role[] = ["guard", "resolver", "admin"];

export function userIdOf(actor: Actor): string | null {
  return actor.kind === "user" ? actor.userId : null;
}

/** People who may look at any deal of their tenant. They move nothing. */
export function isStaff(actor: Actor): boolean {
  return actor.kind === "user" && actor.roles.some((role) => STAFF.includes(role));
}

export function partyOf(deal: Pick<DealRow, "parties">, role: PartyRole): string {
  const party = deal.parties.find((one) => one.role === role);
  if (!party) throw new BrokenInvariant(`deal without a ${role}`);
  return party.userId;
}

/** The actor's part in the deal; null for everybody else. */
export function partyRole(deal: Pick<DealRow, "parties">, actor: Actor): PartyRole | null {
  const userId = userIdOf(actor);
  return deal.parties.find((one) => one.userId === userId)?.role ?? null;
}

/** Who stops the money of a deal is no party of it. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (no guard), SELF_APPROVAL (a party). */
export function requireGuardOf(deal: DealRow, actor: Actor): void {
  requireRole(actor, "guard");
  if (partyRole(deal, actor)) throw new DomainError("SELF_APPROVAL");
}

/**
 * The actor's part in a deal they want to act on. Errors: NOT_FOUND for strangers, the same as for a
 * deal that does not exist; FORBIDDEN for staff, who may look but not act.
 */
export function actingParty(deal: DealRow, actor: Actor): PartyRole {
  const role = partyRole(deal, actor);
  if (role) return role;
  throw new DomainError(isStaff(actor) ? "FORBIDDEN" : "NOT_FOUND");
}
