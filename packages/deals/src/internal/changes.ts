import { DomainError, type PartyRole, type ProposalKind, publicId } from "@amanat/contracts";
import { requireStepUp, type TxCtx, wayOf } from "@amanat/db";
import type { Clock } from "../kind.ts";
import { givesAway } from "../rules.ts";
import type { Locked } from "./locks.ts";
import { isHeldBack, priceOf } from "./money.ts";
import { partyOf } from "./who.ts";

/**
 * The parties can change a deal together in the states in which they can end it together. Errors: FORBIDDEN, INVALID_STATE (not from
 * here, or a hold covers the money, which only those who may end the hold decide about).
 */
export async function requireChangeable(tx: TxCtx, { kind, deal }: Locked, by: PartyRole): Promise<void> {
  wayOf(kind.machine, deal.status, "cancel_agreed", by);
  if (await isHeldBack(tx, deal)) throw new DomainError("INVALID_STATE");
}

export type Movable = { readonly name: string; readonly extension: NonNullable<Clock["extension"]> };

/** The clock that more time would move now. Errors: INVALID_STATE where none runs that the parties could move. */
export function movableClock({ kind, deal }: Locked): Movable {
  const found = Object.entries(kind.clocks).find(([, clock]) => clock.extension && clock.states.includes(deal.status));
  if (!found?.[1].extension) throw new DomainError("INVALID_STATE");
  return { name: found[0], extension: found[1].extension };
}

/**
 * A seller who agrees to end a deal gives its price away, so it needs the same proof of presence as a release. The proof names the amount
 * and no address: where the refund goes is the buyer's, and the seller must not read it. Errors: STEP_UP_REQUIRED.
 */
export async function proveGivingAway(tx: TxCtx, { deal, kind }: Locked, change: ProposalKind, by: PartyRole): Promise<void> {
  if (!givesAway(change, by)) return;
  const { price, assetId } = priceOf(deal, kind.moneyOf(deal, "cancel_agreed"));
  const subject = publicId("deal", deal.id);
  const destination = publicId("user", partyOf(deal, "buyer"));
  await requireStepUp(tx, { action: "deal.refund", subject, amount: price.toString(), asset: assetId, destination });
}
