import { type byDeal, DomainError, type OpeningView, phaseOf, publicId } from "@amanat/contracts";
import { type Ctx, requireUser, setting } from "@amanat/db";
import { partyRole, visibleDeal } from "@amanat/deals";
import { payoutsOf } from "@amanat/payment";
import type * as z from "zod";
import { isSmall, partsOf } from "../internal/parts.ts";
import { casesOf } from "../internal/rows.ts";
import type { DisputePorts } from "../ports.ts";
import { asksOf, MOST_CASES, silenceDecides } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/** A payout in one of these states can be stopped no more. */
const LEFT = ["signing", "broadcast", "confirming", "settled"];

/**
 * What somebody has to know before they open a case: what it would stop, what has left already, how long everything takes, what it costs, and
 * what a side's silence decides. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (everybody but the deal's parties).
 */
export async function opening(ctx: Ctx, { dealId }: z.output<typeof byDeal>, ports: DisputePorts): Promise<OpeningView> {
  const user = requireUser(ctx.actor);
  const deal = await visibleDeal(ctx, { dealId });
  const role = partyRole(deal, user);
  const kind = ports.kinds[deal.kind];
  if (role === null || kind === undefined) throw new DomainError("NOT_FOUND");
  const cases = await casesOf(ctx, deal.id);
  const live = cases.find(({ closedAt }) => closedAt === null);
  const payouts = (await payoutsOf(ctx, [deal.id])).filter(({ status }) => LEFT.includes(status));
  const parts = partsOf(deal.tranches.filter(({ status }) => status === "held"));
  const phase = phaseOf(deal.kind, deal.status);
  const small = parts.length > 0 && (await isSmall(ctx, parts));
  const handedOver = kind.machine.states[deal.status]?.some(({ on }) => on === "confirm") === true;
  return {
    dealId: publicId("deal", deal.id),
    version: deal.version,
    role,
    block: live
      ? "exists"
      : phase === "paying"
        ? "nothing_held"
        : phase !== "held" || parts.length === 0
          ? "money_left"
          : cases.length >= MOST_CASES
            ? "too_many"
            : "none",
    caseId: live ? publicId("case", live.id) : null,
    parts,
    left: payouts.map(({ txHash, status, amount }) => ({ txHash, status, amount: amount.toString() })),
    asks: asksOf(role),
    small,
    stateHours: await setting(ctx, small ? SETTINGS.smallStateHours : SETTINGS.stateHours),
    decideHours: await setting(ctx, small ? SETTINGS.smallDecideHours : SETTINGS.decideHours),
    appealHours: small ? 0 : await setting(ctx, SETTINGS.appealHours),
    lastDays: await setting(ctx, SETTINGS.lastDays),
    cost: "0",
    silence: silenceDecides({ ask: role === "seller" ? "release" : "full_refund", handedOver }) ? "opener" : "mediator",
  };
}
