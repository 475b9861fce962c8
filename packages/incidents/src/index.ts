export { deadDeliveries, retryDelivery } from "./deliveries.ts";
export { getIncident, type IncidentCount, incidentCounts, listIncidents } from "./reads.ts";
export { acknowledgeIncident, closeIncident, retryIncident } from "./verbs.ts";
