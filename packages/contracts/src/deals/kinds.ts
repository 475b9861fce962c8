import { type Joined, joined } from "../joined.ts";
import { WORDS } from "../words.ts";
import type { KindWords, Phase } from "./kind-words.ts";

// The words of all kinds of deal, made from what each says in the `words.ts` of its context.

/** Each kind of deal with its words. */
export const KIND_WORDS: Joined<typeof WORDS, "kinds"> = joined(WORDS, "kinds");
type Said = typeof KIND_WORDS;

export type DealKind = keyof Said;
/** What a kind says under one name, or all kinds together. */
type Listed<Part extends keyof KindWords, Kind extends DealKind> = {
  [K in Kind]: Said[K][Part] extends readonly (infer Word extends string)[] ? Word : keyof Said[K][Part] & string;
}[Kind];
export type DealStatus<Kind extends DealKind = DealKind> = Listed<"states", Kind>;
export type Standing<Kind extends DealKind = DealKind> = Listed<"standings", Kind>;
export type MovableClock<Kind extends DealKind = DealKind> = Listed<"clocks", Kind>;

const SAID: Readonly<Record<DealKind, KindWords>> = KIND_WORDS;

/** What a kind says under one name, as a schema's list. */
export function wordsIn<Part extends keyof KindWords, Kind extends DealKind>(part: Part, kind: Kind): Several<Listed<Part, Kind>> {
  const words = SAID[kind][part];
  return (Array.isArray(words) ? words : Object.keys(words)) as unknown as Several<Listed<Part, Kind>>;
}
/** A schema's list has a first word, as every kind has a state. */
type Several<Word> = [Word, ...Word[]];
/** What all kinds say under one name, each word once. */
function all<Part extends keyof KindWords>(part: Part): Several<Listed<Part, DealKind>> {
  return [...new Set(DEAL_KINDS.flatMap((kind) => wordsIn(part, kind)))] as Several<Listed<Part, DealKind>>;
}

export const DEAL_KINDS = Object.keys(KIND_WORDS) as Several<DealKind>;
export const DEAL_STATUSES: Several<DealStatus> = all("states");
export const MOVABLE_CLOCKS: Several<MovableClock> = all("clocks");

/** Where a deal of this kind stands in this state. Throws for a state that the kind has not got. */
export function phaseOf(kind: DealKind, status: string): Phase {
  const phase = SAID[kind].states[status];
  if (phase === undefined) throw new Error(`a ${kind} has no status ${status}`);
  return phase;
}
