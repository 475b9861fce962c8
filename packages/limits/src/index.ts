export { type Budget, limited, type Limits, openLimits, type RetryAfter } from "./limits.ts";
export { DEFAULT_LIMITS, type LimitSettings, type Tier } from "./rules.ts";
export { SETTINGS } from "./settings.ts";
export { limitTiers } from "./reads/limit-tiers.ts";
export { changeLimit } from "./verbs/change-limit.ts";
