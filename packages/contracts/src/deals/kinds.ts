import { BrokenInvariant } from "../broken-invariant.ts";
import { type Joined, joined } from "../joined.ts";
import { WORDS } from "../words.ts";
import type { KindWords, Phase } from "./kind-words.ts";

// The words of all kinds of deal, from each kind's `words.ts`.

/** Each kind of deal with its words. */
export const KIND_WORDS: Joined<typeof WORDS, "kinds"> = joined(WORDS, "kinds");
type Said = typeof KIND_WORDS;

export type DealKind = keyof Said;
/** One kind's list of this name, or all kinds' lists together. */
type Listed<Part extends keyof KindWords, Kind extends DealKind> = {
  [K in Kind]: Said[K][Part] extends readonly (infer Word extends string)[] ? Word : keyof Said[K][Part] & string;
}[Kind];
export type DealStatus<Kind extends DealKind = DealKind> = Listed<"states", Kind>;
export type Standing<Kind extends DealKind = DealKind> = Listed<"standings", Kind>;
export type MovableClock<Kind extends DealKind = DealKind> = Listed<"clocks", Kind>;

const SAID: Readonly<Record<DealKind, KindWords>> = KIND_WORDS;

/** The same as a list for a schema. */
export function wordsIn<Part extends keyof KindWords, Kind extends DealKind>(part: Part, kind: Kind): Several<Listed<Part, Kind>> {
  const words = SAID[kind][part];
  return (Array.isArray(words) ? words : Object.keys(words)) as unknown as Several<Listed<Part, Kind>>;
}
/** A schema needs a non-empty list; every kind has a state. */
type Several<Word> = [Word, ...Word[]];
/** All kinds' lists of this name, each word once. */
function all<Part extends keyof KindWords>(part: Part): Several<Listed<Part, DealKind>> {
  return [...new Set(DEAL_KINDS.flatMap((kind) => wordsIn(part, kind)))] as Several<Listed<Part, DealKind>>;
}

export const DEAL_KINDS = Object.keys(KIND_WORDS) as Several<DealKind>;
export const DEAL_STATUSES: Several<DealStatus> = all("states");
export const MOVABLE_CLOCKS: Several<MovableClock> = all("clocks");

/** The phase of a state of this kind. Throws for a state the kind does not have. */
export function phaseOf(kind: DealKind, status: string): Phase {
  const phase = SAID[kind].states[status];
  if (phase === undefined) throw new BrokenInvariant(`a ${kind} has no status ${status}`);
  return phase;
}
