import { dealAction, type dealMoved, parsed, publicId } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { allBack } from "../internal/holds.ts";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import type { DealRow } from "../internal/rows.ts";
import { actingParty, partyOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { goesOn, type Share, sumsOf } from "../rules.ts";
import { allow, type Move, transition } from "../transition.ts";

/**
 * The seller gives in: everything on hold is refunded. The deal ends (`yield`), or goes on when more of its price is held
 * (`yield_part`). Giving money away needs a proof of presence.
 *
 * - Who: the seller of the deal.
 * - From: where the kind's machine has `yield` or `yield_part`, while a party's hold covers the money.
 * - Two at once: one through, the other INVALID_STATE. Against a ruling, a withdrawal or the hold's date: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (buyer, staff),
 * INVALID_STATE (also while somebody else's hold covers it), VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function yieldDeal(ctx: Ctx, input: z.input<typeof dealAction>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.yieldDeal", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal } = locked;
    const by = actingParty(deal, tx.actor);
    const shares = await allBack(tx, deal);
    const { asset, refunded } = sumsOf(shares, deal.tranches);
    const told = { by, asset, released: "0", refunded: refunded.toString() };
    const move = { by, shares, ...whatYields(deal, shares, told) };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    await requireStepUp(tx, {
      action: "deal.refund",
      subject: publicId("deal", deal.id),
      amount: told.refunded,
      asset,
      destination: publicId("user", partyOf(deal, "buyer")),
    });
    return movedView(await transition(tx, locked, move));
  });
}

/** What the move is called, and the cause of its movement: each part that is given back has a cause of its own. */
function whatYields(
  deal: DealRow,
  shares: readonly Share[],
  told: NonNullable<Move["event"]>,
): Pick<Move, "on" | "cause" | "event" | "audit"> {
  const audited = { by: "seller", from: deal.status, cause: "yielded" };
  if (!goesOn(deal.tranches, shares)) return { on: "yield", cause: "yielded", event: { cause: "yielded" }, audit: audited };
  const cause = `yielded:${shares.map(({ tranche }) => tranche).join("+")}`;
  return { on: "yield_part", cause, event: told, audit: audited };
}
