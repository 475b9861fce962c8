import { EVENTS, type Role } from "@amanat/contracts";
import { EVENT_SUBJECTS, type EventGroup, type SubjectName } from "./subjects.ts";

/** Events that are never sent to an endpoint because it asked for them. */
const UNHEARD = new Set(["webhook.changed.v1", "webhook.named.v1", "webhook.tested.v1"]);
/** Events in channels that only staff may read. */
const OF_STAFF: ReadonlySet<SubjectName> = new Set(["incident", "safekeeping"]);

/** The events that somebody with these roles can ask for, by subject. On the server: the catalogue brings all schemas with it. */
export function eventGroups(roles: readonly Role[]): EventGroup[] {
  const staff = roles.some((role) => role !== "buyer" && role !== "seller");
  return EVENT_SUBJECTS.filter((subject) => staff || !OF_STAFF.has(subject)).map((subject) => ({
    subject,
    types: Object.keys(EVENTS).filter((type) => type.startsWith(`${subject}.`) && !UNHEARD.has(type)),
  }));
}
