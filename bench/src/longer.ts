import { BenchError } from "./bench-error.ts";

const LONGEST_SECONDS = 256;

/**
 * Takes a turn of some seconds. A busy machine may end nothing in a short one, of which `take` answers null: it is taken again, four times as
 * long, as long as that is at most `LONGEST_SECONDS`. Throws when nothing ends in any of them.
 */
export async function turnWithAnswers<T>(seconds: number, take: (seconds: number) => Promise<T | null>): Promise<T> {
  const taken = await take(seconds);
  if (taken !== null) return taken;
  if (seconds * 4 > LONGEST_SECONDS) throw new BenchError(`nothing came to its end in ${seconds} s: is the machine too busy?`);
  return turnWithAnswers(seconds * 4, take);
}
