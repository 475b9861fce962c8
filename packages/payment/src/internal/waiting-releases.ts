/**
 * Releases that wait in `releasable` without a payout. They wait for a movement of their tranche that pays, and until a date at the latest:
 * the tranche has one timer, in the name of the first movement that waits. The caller holds the agreement's lock.
 */
import { chainOf } from "@amanat/contracts";
import { closeDeadline, pauseDeadline, resumeDeadline, setDeadline, settle, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type { Moved } from "./divide-tranche.ts";
import { addressOf } from "./draft-payout.ts";
import { keepLeg } from "./journal-legs.ts";
import { payShares, type PersonShare, sharesOf, together } from "./pay-shares.ts";
import type { Agreement, MovementRow } from "./rows.ts";
import type { Tranche } from "./tranche-balance.ts";
import { moveReleases } from "./write-escrow.ts";

export const waitingTimerOf = ({ id }: { id: string }) => ({ purpose: "release_waiting", subjectId: id });

/** What a movement released, by payee. */
export const releasesOf = (movement: MovementRow): PersonShare[] => sharesOf(movement).filter(({ to }) => to === "releasable");

/** The movements of a tranche whose releases wait, or are on hold while they wait, oldest first. There are never both. */
async function unpaidIn(tx: TxCtx, { scope, tranche }: Tranche, status: "waiting" | "on_hold"): Promise<MovementRow[]> {
  await settle(tx, ["Movement"]);
  return tx.tx.movement.findMany({ where: { scope, tranche, status }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
}

/** A movement's releases begin to wait. Errors: INVALID_STATE (a payee has named no address, so that no payout could ever be drafted). */
export async function beginToWait(tx: TxCtx, movement: MovementRow, by: Date): Promise<void> {
  const { scope, assetId } = movement;
  for (const { party: partyId } of releasesOf(movement)) await addressOf(tx, { scope, partyId, chain: chainOf(assetId) });
  await waitUntil(tx, movement, by);
}

/** Moves the date of what waits in a tranche. Nothing happens when nothing waits. */
export async function waitUntil(tx: TxCtx, tranche: Tranche, by: Date): Promise<void> {
  const [first] = await unpaidIn(tx, tranche, "waiting");
  if (first) await setDeadline(tx, { ...waitingTimerOf(first), dueAt: by });
}

/** Ends the wait of a tranche: the payouts of `paidWith` pay it. Returns what they pay. */
export async function takeWaiting(tx: TxCtx, tranche: Tranche, paidWith: string): Promise<PersonShare[]> {
  return (await endWait(tx, tranche, { status: "paid", paidWith })).flatMap(releasesOf);
}

/** What these movements released, and what waits in their tranche, becomes its payees' own balance with us. */
export async function keepReleases(tx: TxCtx, tranche: Tranche, movements: readonly MovementRow[] = []): Promise<void> {
  for (const movement of [...movements, ...(await endWait(tx, tranche, { status: "kept" }))]) {
    const legs = releasesOf(movement).map((share) => keepLeg(movement, share));
    if (legs.length > 0) await post(tx, { id: journalId("payment", movement.id, "keep"), legs });
  }
}

async function endWait(tx: TxCtx, tranche: Tranche, to: Parameters<typeof moveReleases>[2]): Promise<MovementRow[]> {
  const waiting = await unpaidIn(tx, tranche, "waiting");
  const [first] = waiting;
  if (first) await closeDeadline(tx, waitingTimerOf(first));
  for (const movement of waiting) await moveReleases(tx, movement, to);
  return waiting;
}

/** Pays what waits in a tranche though nothing more of it moves, by payouts of the newest movement that waited. */
export async function payWaiting(tx: TxCtx, agreement: Agreement, tranche: Tranche): Promise<Moved[]> {
  const newest = (await unpaidIn(tx, tranche, "waiting")).at(-1);
  if (!newest) return [];
  const shares = together(await takeWaiting(tx, tranche, newest.id));
  return [{ movementId: newest.id, payouts: await payShares(tx, agreement, newest, shares) }];
}

/** All that waits in a tranche is put on hold, and its date stands still. Returns the movements, whose money the caller takes. */
export async function stopWaiting(tx: TxCtx, tranche: Tranche): Promise<MovementRow[]> {
  const waiting = await unpaidIn(tx, tranche, "waiting");
  const [first] = waiting;
  if (first) await pauseDeadline(tx, waitingTimerOf(first));
  for (const movement of waiting) await moveReleases(tx, movement, { status: "on_hold" });
  return waiting;
}

/** The hold that stopped it is lifted: it waits again, with the time that was left. */
export async function waitAgain(tx: TxCtx, tranche: Tranche): Promise<void> {
  const stopped = await unpaidIn(tx, tranche, "on_hold");
  const [first] = stopped;
  if (first) await resumeDeadline(tx, waitingTimerOf(first));
  for (const movement of stopped) await moveReleases(tx, movement, { status: "waiting" });
}

/** The hold that stopped it is divided by shares: nothing of it waits any more. */
export async function endWaiting(tx: TxCtx, tranche: Tranche): Promise<void> {
  const stopped = await unpaidIn(tx, tranche, "on_hold");
  const [first] = stopped;
  if (first) await closeDeadline(tx, waitingTimerOf(first));
  for (const movement of stopped) await moveReleases(tx, movement, { status: "divided" });
}
