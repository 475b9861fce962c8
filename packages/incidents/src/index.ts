// The `incidents` procedures.
export { getIncident, listIncidents } from "./reads/incidents.ts";
export { deadDeliveries } from "./reads/dead-deliveries.ts";
export { countDeadDeliveries, liveIncidents } from "./reads/counts.ts";
export { acknowledgeIncident } from "./verbs/acknowledge.ts";
export { closeIncident } from "./verbs/close.ts";
export { retryIncident } from "./verbs/retry.ts";
export { consumerBacklogs } from "./reads/backlogs.ts";
export { retryDelivery } from "./verbs/retry-delivery.ts";

// For metrics.
export { type IncidentCount, incidentCounts } from "./reads/incidents.ts";
export { INCIDENT } from "./state.ts";
