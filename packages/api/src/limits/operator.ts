import { type changeLimitInput, DomainError, LIMIT_TIERS, type LimitList, type LimitView } from "@amanat/contracts";
import { audit, changeSetting, type Ctx, namesOf, now, oncePerKey, requireRole, requireStepUp, settingNow, type Verbs } from "@amanat/db";
import type * as z from "zod";
import { type Allowance, allowedFor, LIMITS_SETTING, type LimitSettings, limitsSetting, type Tier } from "./tiers.ts";

type Stored = z.output<typeof limitsSetting>;

const stored = (ctx: Ctx) => settingNow<Stored>(ctx, LIMITS_SETTING, limitsSetting, {});
const plain = ({ points, seconds }: Allowance): Allowance => ({ points, seconds });

/** Every tier as it holds now. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function limitTiers(ctx: Ctx, usual: LimitSettings): Promise<LimitList> {
  requireRole(ctx.actor, "admin");
  const { value, version, changedAt } = await stored(ctx);
  const ids = Object.values(value).flatMap(({ by }) => by ?? []);
  const nameOf = await namesOf(ctx, ids);
  const viewOf = (tier: Tier): LimitView => {
    const own = value[tier];
    // Set by other means than the page, a tier has no moment of its own: the setting's is the latest it can be.
    const at = own?.at ?? changedAt?.toISOString();
    const changed = own && at !== undefined ? { at, by: nameOf.get(own.by ?? "") ?? null } : null;
    return { tier, current: plain(own ?? usual[tier]), usual: usual[tier], changed, allowed: allowedFor(usual[tier]) };
  };
  return { version, limits: LIMIT_TIERS.map(viewOf) };
}

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
    await changeSetting(tx, LIMITS_SETTING, { ...others, ...set }, version);
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

type LimitCall = { readonly services: { readonly usualLimits: LimitSettings } };

/** The `limits` procedures. They are the front door's own: no context knows how often it may be asked. */
export const limitVerbs: Verbs<"limits", LimitCall> = {
  tiers: (ctx, _input, { services }) => limitTiers(ctx, services.usualLimits),
  change: (ctx, input, { services }) => changeLimit(ctx, input, services.usualLimits),
};
