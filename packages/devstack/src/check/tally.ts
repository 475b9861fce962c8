/** How long something took: a file of tests, or a tool. */
export type Took = { name: string; seconds: number };

export type Tally = { passed: number; failed: number; took: Took[] };

export const NOTHING: Readonly<Tally> = { passed: 0, failed: 0, took: [] };

/** Both together. */
export function sum(one: Readonly<Tally>, other: Readonly<Tally>): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, took: [...one.took, ...other.took] };
}

const SHOWN = 10;

/** The slowest of everything that ran, slowest first, as lines. */
export function slowest({ took }: Readonly<Tally>): string[] {
  return took
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SHOWN)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}
