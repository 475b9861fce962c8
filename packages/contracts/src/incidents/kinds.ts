// Without zod, because the operator's list needs only the words.
import { joined } from "../joined.ts";
import { WORDS } from "../words.ts";

/** Every kind of incident and what closes it, from the contexts' words. Each has a sentence in every language. */
export const INCIDENTS = joined(WORDS, "incidents");
export type IncidentKind = keyof typeof INCIDENTS;
export const INCIDENT_KINDS = Object.keys(INCIDENTS) as [IncidentKind, ...IncidentKind[]];
export const INCIDENT_STATES = ["open", "acknowledged", "closed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
