const FIRST_STRONG_ISOLATE = "\u2068";
const LEFT_TO_RIGHT_ISOLATE = "\u2066";
const POP_ISOLATE = "\u2069";

/** A person's or a title's own words inside a sentence of ours, where no element can stand: neither reorders the other. */
export function isolated(words: string): string {
  return `${FIRST_STRONG_ISOLATE}${words}${POP_ISOLATE}`;
}

/** What reads from left to right in every language, inside a sentence: an amount keeps its symbol behind its digits. */
export function isolatedLeftToRight(words: string): string {
  return `${LEFT_TO_RIGHT_ISOLATE}${words}${POP_ISOLATE}`;
}
