import type { DestinationView } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, now, reader, setDeadline, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { type Place, placeOf } from "../rules.ts";
import { destinationEvent } from "./events.ts";
import { endDestination, insertDestination } from "./write-rows.ts";
import type { DestinationRow, IntentRow, Scope } from "./rows.ts";

/** Hours a change of address waits until somebody sets `payment.destinationWaitHours`. */
const WAIT_HOURS = 72;
const HOUR_MS = 3_600_000;

export type Owner = { readonly scope: string; readonly ownerId: string };

/** Whose money an instruction pays out. */
export function ownerOf({ scope, partyId }: { scope: string; partyId: string | null }): Owner {
  if (partyId === null) throw new Error(`nobody owns the money of ${scope}`);
  return { scope, ownerId: partyId };
}

function rowsOf(ctx: Ctx, { scope, ownerId }: Owner): Promise<DestinationRow[]> {
  return reader(ctx).destination.findMany({ where: { scope, ownerId, cancelledAt: null } });
}

/**
 * The address this person's money of the scope goes to now, and the change that waits. Drafting, approving and showing all ask here, so
 * that they never differ. Null while nobody has named an address.
 */
export async function destinationNow(ctx: Ctx, owner: Owner): Promise<Place | null> {
  return placeOf(await rowsOf(ctx, owner), await now(ctx));
}

/** Whether a person pays into an agreement. What is paid out to a payer is a refund; to anybody else, a release. */
export function paysIn(intents: readonly IntentRow[], ownerId: string): boolean {
  return intents.some(({ payerId }) => payerId === ownerId);
}

/** The first address of a person's money in a scope; counts at once. The caller has locked the scope, or is making it. */
export async function nameFirst(tx: TxCtx, owner: Owner, address: string): Promise<DestinationRow> {
  const at = await now(tx);
  return insertDestination(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    ...owner,
    address: address.toLowerCase(),
    namedAt: at,
    effectiveAt: at,
    appliedAt: at,
  });
}

/**
 * Another address, from a date on; a change that still waited ends. The caller has locked the scope, found `place`
 * under that lock, and has had presence proved over the new address.
 */
export async function askForChange(
  tx: TxCtx,
  { escrow, intents }: Scope,
  change: { place: Place; ownerId: string; address: string },
): Promise<Place> {
  const { place, ownerId, address } = change;
  const { scope } = escrow;
  const at = await now(tx);
  const hours = await setting(tx, "payment.destinationWaitHours", z.number().positive().max(8_760), WAIT_HOURS);
  if (place.change) await endDestination(tx, place.change, { cancelledAt: at });
  const row = await insertDestination(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    scope,
    ownerId,
    address,
    namedAt: at,
    effectiveAt: new Date(at.getTime() + hours * HOUR_MS),
  });
  await setDeadline(tx, { purpose: "destination", subjectId: row.id, dueAt: row.effectiveAt });
  await audit(tx, {
    action: "destination.ask",
    subjectKind: "destination",
    subjectId: row.id,
    payload: { scope, ownerId, from: place.address, to: address, effectiveAt: row.effectiveAt.toISOString() },
  });
  await appendEvents(tx, [destinationEvent("destination.change_asked.v1", row, { payer: paysIn(intents, ownerId) })]);
  return { address: place.address, change: row };
}

export function viewPlace(dealId: string, { address, change }: Place): DestinationView {
  return { dealId, address, change: change && { address: change.address, effectiveAt: change.effectiveAt.toISOString() } };
}
