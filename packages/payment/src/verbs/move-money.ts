import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { divide, type Division, type Moved, sumOf } from "../internal/divide-tranche.ts";
import { lockScope } from "../internal/rows.ts";
import { assetOf, contributionsTo, heldOf, liveHolds, type Tranche } from "../internal/tranche-balance.ts";

/**
 * Divides held money of an agreement, each tranche by a movement of its own, all of them together or none: to those who are paid,
 * to the platform as its fee, and back to those who paid. Each share gets an instruction to its owner's address that counts.
 * Called inside the transaction that decides it; what nothing is held of moves nothing and has no movement.
 *
 * - Once per scope, tranche and cause: the same cause again moves nothing and answers what it made, whatever it now asks for.
 * - Two at once: the agreement's lock; the second finds what is left. A hold over the whole tranche: INVALID_STATE.
 *
 * Errors: NOT_FOUND, VALIDATION_ERROR (an amount below one, too many payees), INVALID_STATE, INSUFFICIENT_FUNDS.
 */
export async function moveMoney(tx: TxCtx, input: { scope: string; cause: string; divisions: readonly Division[] }): Promise<Moved[]> {
  const scope = await lockScope(tx, input.scope);
  if (!scope) throw new DomainError("NOT_FOUND");
  const made: Moved[] = [];
  for (const division of input.divisions.toSorted((a, b) => a.tranche - b.tranche)) {
    const place = { scope: input.scope, tranche: division.tranche };
    if ((await liveHolds(tx, place)).some(({ whole }) => whole)) throw new DomainError("INVALID_STATE");
    const refund = division.refund === "rest" ? await restOf(tx, place, division) : (division.refund ?? 0n);
    const moved = await divide(tx, scope, { ...division, cause: input.cause, source: "held", refund });
    if (moved) made.push(moved);
  }
  return made;
}

/** What is held and not released by the same division. */
async function restOf(tx: TxCtx, place: Tranche, { release = [] }: Division): Promise<bigint> {
  return (await heldOf(tx, place, assetOf(await contributionsTo(tx, place)))) - sumOf(release);
}
