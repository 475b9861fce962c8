/** Where a deal stands, said the same way for every kind. `undone`: it ended without its purpose, and what came or comes goes back. */
export const PHASES = ["paying", "held", "completed", "undone"] as const;
export type Phase = (typeof PHASES)[number];

/** What a kind of deal says of itself, in the `words.ts` of its context. The lists of all kinds are made from it. */
export type KindWords = {
  /** Every state of its machine, with the phase it is in. The kind's migration puts them into "DealState". */
  states: Readonly<Record<string, Phase>>;
  /** What it can be somebody's turn to do, beside what is asked in deals of every kind. */
  actions: readonly string[];
  /** What happens when nobody does it, beside what happens in deals of every kind. */
  consequences: readonly string[];
  /** The clocks on which its parties can agree to have more time. The kind's migration puts them into "DealClock". */
  clocks: readonly string[];
  /**
   * What is true of a deal and its money together: its status, told apart where the money makes another story of it. Every
   * sentence that people read about a deal hangs on this word, and each word claims something that the books can be held against.
   */
  standings: readonly string[];
};
