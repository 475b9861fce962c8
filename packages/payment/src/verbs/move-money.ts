import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { divide, type Division, type Moved, sumOf } from "../internal/divide-tranche.ts";
import { lockAgreement } from "../internal/rows.ts";
import { assetOf, contributionsTo, heldOf, liveHolds, type Tranche } from "../internal/tranche-balance.ts";
import { keepReleases, payWaiting, waitUntil } from "../internal/waiting-releases.ts";

/**
 * Divides an agreement's held money among its payees, the platform (the fee) and its payers (refunds). Each tranche is one movement, and all
 * tranches commit together. Called inside the caller's transaction.
 *
 * - Payouts: each person gets one, to their current address, which also pays what waits for them in the tranche. With a date instead
 *   (`payout: { by }`) releases wait in `releasable` without a payout: for a movement that pays, or until that date (`release_waiting`).
 *   With `payout: "kept"` they become the payees' balance with us (`fundFromBalance` spends it), where no hold reaches them.
 * - A tranche with nothing to move makes no movement. What waits in it is paid, kept, or waits until the new date.
 * - Replay: once per scope, tranche and cause. A second call with the same cause moves nothing and returns the first movement, even if
 *   its shares differ. A cause that moved nothing is not remembered: asked again, it pays what waits then.
 * - Two at once, and against the date: one after the other, by the agreement's lock; the second finds what is left.
 * - While the whole tranche is on hold: INVALID_STATE. The hold has taken what waits, too.
 *
 * Errors: NOT_FOUND, VALIDATION_ERROR (an amount below one, too many payees), INVALID_STATE (also: a payee has named no address),
 * INSUFFICIENT_FUNDS.
 */
export async function moveMoney(tx: TxCtx, input: { scope: string; cause: string; divisions: readonly Division[] }): Promise<Moved[]> {
  const agreement = await lockAgreement(tx, input.scope);
  if (!agreement) throw new DomainError("NOT_FOUND");
  const made: Moved[] = [];
  for (const division of input.divisions.toSorted((a, b) => a.tranche - b.tranche)) {
    const place = { scope: input.scope, tranche: division.tranche };
    if ((await liveHolds(tx, place)).some(({ whole }) => whole)) throw new DomainError("INVALID_STATE");
    const refund = division.refund === "rest" ? await restOf(tx, place, division) : (division.refund ?? 0n);
    const payout = division.payout ?? "now";
    const moved = await divide(tx, agreement, { ...division, cause: input.cause, source: "held", refund, payout });
    if (moved) made.push(moved);
    else if (payout === "now") made.push(...(await payWaiting(tx, agreement, place)));
    else await (payout === "kept" ? keepReleases(tx, place) : waitUntil(tx, place, payout.by));
  }
  return made;
}

/** What is left of the held money after this division's releases. */
async function restOf(tx: TxCtx, place: Tranche, { release = [] }: Division): Promise<bigint> {
  return (await heldOf(tx, place, assetOf(await contributionsTo(tx, place)))) - sumOf(release);
}
