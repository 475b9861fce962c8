import { type changeLimitInput, DomainError, type LimitList } from "@amanat/contracts";
import { audit, changeSetting, type Ctx, now, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { plain, stored } from "../internal/stored.ts";
import { limitTiers } from "../reads/limit-tiers.ts";
import { type Allowance, allowedFor, type LimitSettings, type Tier } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * Sets how much one tier allows, or returns it to what is usual. Every web process follows within seconds.
 *
 * - Who: an admin, with a proof of presence over the tier and exactly what it will be.
 * - Two at once: one through, the other VERSION_CONFLICT, whichever tiers they are about.
 * - Replay: the stored answer; another body under the same key is IDEMPOTENCY_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (`too_small`, `too_big`; the message says what is allowed),
 * VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeLimit(ctx: Ctx, input: z.output<typeof changeLimitInput>, usual: LimitSettings): Promise<LimitList> {
  const admin = requireRole(ctx.actor, "admin");
  const { tier, to } = input;
  requireAllowed(tier, to, usual[tier]);
  return oncePerKey(ctx, "limits.change", input, async (tx) => {
    const { value, version } = await stored(tx);
    if (version !== input.version) throw new DomainError("VERSION_CONFLICT");
    const after = to ?? usual[tier];
    const words = `${tier}: ${after.points} in ${after.seconds} s${to === null ? ", as usual" : ""}`;
    await requireStepUp(tx, { action: "limits.change", subject: words, amount: null, asset: null, destination: null });
    const { [tier]: own, ...others } = value;
    const set = to === null ? {} : { [tier]: { ...to, at: (await now(tx)).toISOString(), by: admin.userId } };
    await changeSetting(tx, SETTINGS.limits, { ...others, ...set }, version);
    await audit(tx, {
      action: "limits.changed",
      subjectKind: "limit",
      subjectId: null,
      payload: { tier, usual: to === null, before: plain(own ?? usual[tier]), after: plain(after) },
    });
    return limitTiers(tx, usual);
  });
}

function requireAllowed(tier: Tier, to: Allowance | null, usual: Allowance): void {
  const range = allowedFor(usual).find(({ seconds }) => seconds === to?.seconds);
  if (to === null || !range || (to.points >= range.least && to.points <= range.most)) return;
  throw new DomainError("VALIDATION_ERROR", `${tier} may be ${range.least} to ${range.most} in ${range.seconds} seconds.`, {
    issues: [{ path: "to.points", code: to.points < range.least ? "too_small" : "too_big" }],
  });
}
