import { DomainError } from "@amanat/contracts";

/** Who waits: people known at the door, and everybody else. */
export type Lane = "known" | "stranger";

export type Turns = {
  /** Runs the work when it is its turn. Errors: BUSY when too many already wait. */
  run<T>(lane: Lane, work: () => Promise<T>): Promise<T>;
};

/**
 * Lets so many works run at once and so many wait, in two lanes. The known are served first and have
 * places of their own, so that a crowd of strangers cannot make them wait for all of it or send them away.
 */
export function openTurns(options: { atOnce: number; waitingPerLane: number }): Turns {
  let running = 0;
  const waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] };

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
        const next = waiting.known.shift() ?? waiting.stranger.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
