/** A deal's phase, the same for every kind. `undone`: it ended without its purpose, and its money is refunded. */
export const PHASES = ["paying", "held", "completed", "undone"] as const;
export type Phase = (typeof PHASES)[number];

/** The words of a kind of deal, in its context's `words.ts`. The lists of all kinds are made from them. */
export type KindWords = {
  /** Every state of its machine, with its phase. The kind's migration inserts them into "DealState". */
  states: Readonly<Record<string, Phase>>;
  /** Its own next steps, beside those of every kind. */
  actions: readonly string[];
  /** Its own consequences when nobody takes the next step, beside those of every kind. */
  consequences: readonly string[];
  /** The clocks on which the parties can agree on more time. The kind's migration inserts them into "DealClock". */
  clocks: readonly string[];
  /**
   * Standings: a deal's status combined with its money, where the money makes a difference to people. Every sentence about a deal is chosen by
   * its standing, and each standing is a claim that can be checked against the books.
   */
  standings: readonly string[];
};
