/**
 * Runs `fn` n times at the same moment and answers every outcome, in order. For races: the outcomes are
 * to be counted, so a rejection is an outcome too.
 */
export function atOnce<T>(n: number, fn: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: n }, (_, index) => fn(index)));
}

/** The answers of those that succeeded. */
export function succeeded<T>(outcomes: readonly PromiseSettledResult<T>[]): T[] {
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

/** The `code` of each error, or its text when it has none. */
export function failureCodes(outcomes: readonly PromiseSettledResult<unknown>[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status === "fulfilled") return [];
    const reason: unknown = outcome.reason;
    return [reason instanceof Error && "code" in reason ? String(reason.code) : String(reason)];
  });
}
