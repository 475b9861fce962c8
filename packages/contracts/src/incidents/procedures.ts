import { admin, books, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { acknowledged } from "../page.ts";
import {
  byDelivery,
  byIncident,
  closeIncidentInput,
  deadDeliveriesInput,
  deadDeliveryPage,
  incidentAction,
  incidentPage,
  incidentView,
  listIncidentsInput,
} from "./schemas.ts";

export const procedures = {
  list: query(listIncidentsInput, incidentPage, read(books, "tenant", null)),
  get: query(byIncident, incidentView, read(books, "tenant", null)),
  acknowledge: mutation(incidentAction, incidentView, { ...write("tenant", "open", null), who: books }),
  close: mutation(closeIncidentInput, incidentView, admin(write("tenant", "not closed", null))),
  retry: mutation(incidentAction, incidentView, admin(write("tenant", "not closed, of a kind that can be tried again", null))),
  deadDeliveries: query(deadDeliveriesInput, deadDeliveryPage, admin(read("user", "tenant", null))),
  retryDelivery: mutation(byDelivery, acknowledged, admin(write("tenant", "dead", null))),
} as const;
