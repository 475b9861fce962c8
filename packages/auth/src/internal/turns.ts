import { DomainError } from "@amanat/contracts";

/** Who waits: people known at the door, and everybody else. */
export type Lane = "known" | "stranger";

export type Turns = {
  /** Runs the work when it is its turn. Errors: BUSY when too many already wait. */
  run<T>(lane: Lane, work: () => Promise<T>): Promise<T>;
};

/** A stranger who waits is served after so many of the known. */
const KNOWN_IN_A_ROW = 2;

/**
 * Lets so many works run at once and so many wait, in two lanes. The known are served first and have
 * places of their own, so that a crowd of strangers cannot make them wait for all of it or send them away.
 * Every third turn is a stranger's all the same: being known is free, and one account must not shut the door.
 */
export function openTurns(options: { atOnce: number; waitingPerLane: number }): Turns {
  let running = 0;
  let knownInARow = 0;
  const waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] };

  function next(): (() => void) | undefined {
    const strangersTurn = waiting.stranger.length > 0 && (knownInARow >= KNOWN_IN_A_ROW || waiting.known.length === 0);
    knownInARow = strangersTurn ? 0 : knownInARow + 1;
    return (strangersTurn ? waiting.stranger : waiting.known).shift();
  }

  return {
    async run(lane, work) {
      if (running < options.atOnce) running += 1;
      else {
        if (waiting[lane].length >= options.waitingPerLane) throw new DomainError("BUSY");
        await new Promise<void>((resolve) => waiting[lane].push(resolve));
      }
      try {
        return await work();
      } finally {
        // The place is handed on, so `running` only falls when nobody waits.
        const start = next();
        if (start) start();
        else running -= 1;
      }
    },
  };
}
