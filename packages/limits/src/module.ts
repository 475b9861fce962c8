import type { Module, Verbs } from "@amanat/db";
import { changeLimit, limitTiers } from "./index.ts";
import type { LimitSettings } from "./rules.ts";
import { SETTINGS } from "./settings.ts";

/** What the verbs ask of a call: what holds in its process where no admin has set anything. */
export type LimitCall = { readonly services: { readonly usualLimits: LimitSettings } };

const verbs: Verbs<"limits", LimitCall> = {
  tiers: (ctx, _input, { services }) => limitTiers(ctx, services.usualLimits),
  change: (ctx, input, { services }) => changeLimit(ctx, input, services.usualLimits),
};

export const module: Module<LimitCall> = {
  name: "limits",
  about: { nothing: "counts by a person's id, forgotten within their span" },
  verbs,
  settings: SETTINGS,
};
