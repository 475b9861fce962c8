// Apart from the schemas: the operator's list needs the words without zod.
import { joined } from "../joined.ts";
import { WORDS } from "../words.ts";

/** Everything that needs a person, and who or what ends it: rows of the contexts' words, each with a sentence in every language. */
export const INCIDENTS = joined(WORDS, "incidents");
export type IncidentKind = keyof typeof INCIDENTS;
export const INCIDENT_KINDS = Object.keys(INCIDENTS) as [IncidentKind, ...IncidentKind[]];
export const INCIDENT_STATES = ["open", "acknowledged", "closed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
