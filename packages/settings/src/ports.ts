import type { Ctx, Setting } from "@amanat/db";

/** Every setting there is. A function, because the list is made from all modules, this one too. */
export type Declared = () => readonly Setting<unknown>[];

/** What confirming needs to know about people, whose rows belong to another context. */
export interface SettingsPeople {
  /** Since when this admin may decide; null for a person who is no admin. */
  decidesFrom(ctx: Ctx, userId: string): Promise<Date | null>;
}

/** What the procedures ask of the process that answers them. */
export type SettingsCall = { readonly services: { readonly payIn: { readonly people?: SettingsPeople } } };
