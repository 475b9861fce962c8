import { CONTEXTS } from "./contexts.ts";
import type { EventType } from "./events.ts";

type House = typeof CONTEXTS;
type Name = keyof House;
type SubjectOf<Type> = Type extends `${infer Subject}.${string}` ? Subject : never;
type QueryOf<N extends Name> = {
  [P in keyof House[N]["procedures"]]: House[N]["procedures"][P] extends { kind: "query" } ? `${N}.${P & string}` : never;
}[keyof House[N]["procedures"]];
type OwnSubject<N extends Name> = House[N] extends { events: infer Events } ? SubjectOf<keyof Events> : never;

/** The subject of an event: the first word of its name. */
export type EventSubject = SubjectOf<EventType>;
/** A query as `namespace.procedure`. */
export type QueryPath = { [N in Name]: QueryOf<N> }[Name];

/**
 * Which of a context's queries are stale after events about a subject. A context answers for its own queries, after events of any context. It
 * must have an answer, possibly empty, for each subject of its own events.
 */
export type Stale<N extends Name> = Readonly<
  Record<OwnSubject<N>, readonly QueryOf<N>[]> & Partial<Record<EventSubject, readonly QueryOf<N>[]>>
>;

const answers: { readonly [N in Name]: { readonly stale: Stale<N> } } = CONTEXTS;

function merged(): Record<EventSubject, readonly QueryPath[]> {
  const all: Partial<Record<string, QueryPath[]>> = {};
  for (const { stale } of Object.values(answers))
    for (const [subject, queries] of Object.entries(stale)) all[subject] = [...(all[subject] ?? []), ...queries];
  return all as Record<EventSubject, QueryPath[]>;
}

/** The queries of all contexts that are stale after events about a subject: the one map that browsers, Mini App and rendered pages use. */
export const STALE: Readonly<Record<EventSubject, readonly QueryPath[]>> = merged();
