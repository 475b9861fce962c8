import { PROCEDURES } from "@amanat/contracts";
import * as incidents from "@amanat/incidents";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.incidents;

export const incidentsRouter = router({
  list: query(rows.list, incidents.listIncidents),
  get: query(rows.get, incidents.getIncident),
  acknowledge: mutation(rows.acknowledge, incidents.acknowledgeIncident),
  close: mutation(rows.close, incidents.closeIncident),
  retry: mutation(rows.retry, incidents.retryIncident),
  deadDeliveries: query(rows.deadDeliveries, incidents.deadDeliveries),
  retryDelivery: mutation(rows.retryDelivery, incidents.retryDelivery),
});
