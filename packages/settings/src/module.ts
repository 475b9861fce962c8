import type { Module } from "@amanat/db";
import * as settings from "./index.ts";
import type { Declared, SettingsCall } from "./ports.ts";
import { SETTING_TIMER } from "./internal/rows.ts";
import { SETTINGS } from "./settings.ts";
import type { Verbs } from "@amanat/db";

const NOTHING = "what staff decided for the operator: the record is the operator's, and who decided it stands as an id";

/** The module, for the settings that all contexts declare. */
export function module({ declared }: { readonly declared: Declared }): Module<SettingsCall> {
  const verbs: Verbs<"settings", SettingsCall> = {
    list: (ctx) => settings.listSettings(ctx, declared),
    history: settings.settingHistory,
    change: (ctx, input) => settings.changeSetting(ctx, input, declared),
    confirm: (ctx, input, { services }) => settings.confirmSetting(ctx, input, { declared, people: services.payIn.people }),
    decline: settings.declineSetting,
  };
  return { name: "settings", about: { nothing: NOTHING }, verbs, timers: { [SETTING_TIMER]: settings.expireSetting }, settings: SETTINGS };
}
