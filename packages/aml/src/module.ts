import type { Module, Verbs } from "@amanat/db";
import * as aml from "./index.ts";
import type { AmlOutside } from "./ports.ts";
import { SETTINGS } from "./settings.ts";

/** How often it is looked whether the list is due. */
const LIST_MS = 15_000;

const verbs: Verbs<"aml"> = { status: aml.status, refresh: aml.askRefresh };

export const module: Module<unknown, AmlOutside> = {
  name: "aml",
  about: { nothing: "published lists of addresses, which are on public chains; no person of ours is named" },
  verbs,
  settings: SETTINGS,
  loops: ({ aml: settings }) => [{ name: "sanctions", everyMs: LIST_MS, woken: false, turn: (ctx) => aml.keepList(ctx, settings) }],
};
