import { type Actor, DomainError, type PartyRole } from "@amanat/contracts";
import { userIdOf } from "@amanat/deals";

/** Errors: NOT_FOUND for everybody but the owner, as if the row did not exist. */
export function requireOwner(ownerId: string, actor: Actor): void {
  if (ownerId !== userIdOf(actor)) throw new DomainError("NOT_FOUND");
}

/** The actor's part in an offer. Errors: NOT_FOUND (strangers, and other sellers). */
export function offerRole(request: { buyerId: string }, offer: { sellerId: string }, actor: Actor): PartyRole {
  const userId = userIdOf(actor);
  if (offer.sellerId === userId) return "seller";
  if (request.buyerId === userId) return "buyer";
  throw new DomainError("NOT_FOUND");
}
