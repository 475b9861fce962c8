import { BrokenInvariant, type DestinationView } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, now, Prisma, reader, readRows, startDeadline, setting, type TxCtx } from "@amanat/db";
import { type Destination, destinationAt } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { destinationEvent } from "./events.ts";
import { endDestination, insertDestination } from "./write-rows.ts";
import type { DestinationRow, IntentRow, Agreement } from "./rows.ts";

const HOUR_MS = 3_600_000;

/** Whose money, on which chain: an address of one chain is nobody's, or somebody else's, on another. */
export type Owner = { readonly scope: string; readonly ownerId: string; readonly chain: string };

/** The owner of a payout's money. */
export function ownerOf({ scope, partyId, chain }: { scope: string; partyId: string | null; chain: string }): Owner {
  if (partyId === null) throw new BrokenInvariant(`nobody owns the money of ${scope}`);
  return { scope, ownerId: partyId, chain };
}

/** What these people have named in these scopes and not taken back, on any chain. */
async function namedBy(ctx: Ctx, owners: readonly Owner[]): Promise<DestinationRow[]> {
  const rows = await readRows(
    ctx,
    { d: "Destination" },
    Prisma.sql`"Destination" d WHERE d."scope" = ANY (${owners.map(({ scope }) => scope)}::uuid[])
      AND d."ownerId" = ANY (${owners.map(({ ownerId }) => ownerId)}::uuid[]) AND d."cancelledAt" IS NULL`,
  );
  return rows.map(({ d }) => d);
}

/** The chains for which a person has named an address in a scope. */
export async function chainsNamed(ctx: Ctx, { scope, ownerId }: Omit<Owner, "chain">): Promise<string[]> {
  const rows = await reader(ctx).destination.findMany({ where: { scope, ownerId }, select: { chain: true }, distinct: ["chain"] });
  return rows.map(({ chain }) => chain).toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * Where each of these people is paid in their scope on their chain now, and the change that waits. Drafting, approving and showing all use this, so
 * that they never differ. Null while no address is named.
 */
export async function destinationsNow(ctx: Ctx, owners: readonly Owner[]): Promise<(owner: Owner) => Destination | null> {
  const rows = await namedBy(ctx, owners);
  // What is applied counts at any time.
  const at = rows.every(({ appliedAt }) => appliedAt !== null) ? new Date(0) : await now(ctx);
  return ({ scope, ownerId, chain }) =>
    destinationAt(
      rows.filter((row) => row.scope === scope && row.ownerId === ownerId && row.chain === chain),
      at,
    );
}

/** The same for one. */
export async function destinationNow(ctx: Ctx, owner: Owner): Promise<Destination | null> {
  return (await destinationsNow(ctx, [owner]))(owner);
}

/** Whether a person is a payer of an agreement. Payouts to a payer are refunds, all others releases. */
export function paysIn(intents: readonly IntentRow[], ownerId: string): boolean {
  return intents.some(({ payerId }) => payerId === ownerId);
}

/** Records a person's first address in a scope on a chain; it is current at once. The caller has locked the scope, or is creating it. */
export async function nameFirstAddress(tx: TxCtx, owner: Owner, address: string): Promise<DestinationRow> {
  const at = await now(tx);
  return insertDestination(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    ...owner,
    address,
    namedAt: at,
    effectiveAt: at,
    appliedAt: at,
    cancelledAt: null,
  });
}

/**
 * Records a changed address that becomes current later, and cancels an earlier change that still waits. The caller has locked the scope,
 * read `current` under that lock, and checked the proof of presence.
 */
export async function requestChange(
  tx: TxCtx,
  { intents }: Agreement,
  change: { current: Destination; owner: Owner; address: string },
): Promise<Destination> {
  const { current, owner, address } = change;
  const at = await now(tx);
  const hours = await setting(tx, SETTINGS.destinationWaitHours);
  if (current.change) await endDestination(tx, current.change, { cancelledAt: at });
  const row = await insertDestination(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    ...owner,
    address,
    namedAt: at,
    effectiveAt: new Date(at.getTime() + hours * HOUR_MS),
    appliedAt: null,
    cancelledAt: null,
  });
  await startDeadline(tx, { purpose: "destination", subjectId: row.id, dueAt: row.effectiveAt });
  await audit(tx, {
    action: "destination.ask",
    subjectKind: "destination",
    subjectId: row.id,
    payload: { ...owner, from: current.address, to: address, effectiveAt: row.effectiveAt.toISOString() },
  });
  await appendEvents(tx, [destinationEvent("destination.change_asked.v1", row, { payer: paysIn(intents, owner.ownerId) })]);
  return { address: current.address, change: row };
}

export function destinationView(dealId: string, chain: string, { address, change }: Destination): DestinationView {
  return { dealId, chain, address, change: change && { address: change.address, effectiveAt: change.effectiveAt.toISOString() } };
}
