const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** A person's or a title's own words inside a sentence of ours, where no element can stand: neither reorders the other. */
export function isolated(words: string): string {
  return `${FIRST_STRONG_ISOLATE}${words}${POP_ISOLATE}`;
}
