import type { Module, Verbs } from "@amanat/db";
import * as incidents from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { tellLateNews } from "./verbs/tell-late-news.ts";

/** How often the oldest writer is looked for. */
const LATE_NEWS_MS = 5_000;

const verbs: Verbs<"incidents"> = {
  list: incidents.listIncidents,
  get: incidents.getIncident,
  acknowledge: incidents.acknowledgeIncident,
  close: incidents.closeIncident,
  retry: incidents.retryIncident,
  deadDeliveries: incidents.deadDeliveries,
  retryDelivery: incidents.retryDelivery,
};

export const module: Module = {
  name: "incidents",
  about: { nothing: "incidents are about deals, payments and processes; people are named nowhere in them" },
  verbs,
  loops: () => [{ name: "late news", everyMs: LATE_NEWS_MS, woken: false, turn: tellLateNews() }],
  settings: SETTINGS,
};
