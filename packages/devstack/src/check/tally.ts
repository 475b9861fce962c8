/** How long something took: a file of tests, or a tool. */
export type Took = { name: string; seconds: number };

/** `failures`: what did not pass, each by its file and name. */
export type Tally = { passed: number; failed: number; took: Took[]; failures: string[] };

export const NOTHING: Readonly<Tally> = { passed: 0, failed: 0, took: [], failures: [] };

/** Both together. */
export function sum(one: Readonly<Tally>, other: Readonly<Tally>): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    took: [...one.took, ...other.took],
    failures: [...one.failures, ...other.failures],
  };
}

const SHOWN = 10;

/** The slowest of everything that ran, slowest first, as lines. */
export function slowest({ took }: Readonly<Tally>): string[] {
  return took
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SHOWN)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

/** Failures named at the end of a run; a broken machine fails everything. */
const NAMED = 30;

/** What failed, as lines: often the only part of a long output that is kept is its end. */
export function failures({ failed, failures: named }: Readonly<Tally>): string[] {
  if (failed === 0) return [];
  const lines = named.slice(0, NAMED).map((each) => `  ✗ ${each}`);
  return named.length > NAMED ? [...lines, `  … and ${named.length - NAMED} more`] : lines;
}
