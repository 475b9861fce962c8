import { STALE } from "#finished";
import type { EventSubject, EventType, QueryPath } from "@amanat/contracts";

/**
 * The queries, as `namespace.procedure`, whose answers from before this event, or from before any event about this subject,
 * may not be true any more. Empty for a type that is newer than this client.
 */
export function staleAfter(about: EventType | EventSubject): readonly QueryPath[] {
  const subject = about.split(".", 1)[0] ?? "";
  return Object.hasOwn(STALE, subject) ? STALE[subject as EventSubject] : [];
}
