import { LIMIT_TIERS, type LimitList, type LimitView } from "@amanat/contracts";
import { type Ctx, namesOf, requireRole } from "@amanat/db";
import { plain, stored } from "../internal/stored.ts";
import { allowedFor, type LimitSettings, type Tier } from "../rules.ts";

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
