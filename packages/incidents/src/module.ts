import type { Module, Verbs } from "@amanat/db";
import * as incidents from "./index.ts";

const verbs: Verbs<"incidents"> = {
  list: incidents.listIncidents,
  get: incidents.getIncident,
  acknowledge: incidents.acknowledgeIncident,
  close: incidents.closeIncident,
  retry: incidents.retryIncident,
  deadDeliveries: incidents.deadDeliveries,
  retryDelivery: incidents.retryDelivery,
};

export const module: Module = { name: "incidents", verbs };
