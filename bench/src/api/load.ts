import autocannon from "autocannon";
import { BenchError } from "../bench-error.ts";
import { percentile } from "../figures.ts";
import { turnWithAnswers } from "../longer.ts";
import type { Asked } from "./subjects.ts";

/** After which a request counts as one without an answer. Autocannon's own ten seconds are too few for a machine that does several things. */
const ANSWER_WITHIN_SECONDS = 120;

export type Measured = { rps: number; p50: number; p99: number };

/** One turn; null when a busy machine answered nothing in it. */
async function turn(
  origin: string,
  asked: readonly Asked[] | (() => Asked),
  { connections, seconds, signal }: { connections: number; seconds: number; signal: AbortSignal },
): Promise<Measured | null> {
  const times: number[] = [];
  const others = new Map<number, number>();
  const requests = Array.isArray(asked)
    ? (asked as readonly Asked[]).map(({ method, path, headers, body }) => ({
        method,
        path,
        headers: { ...headers },
        ...(body ? { body } : {}),
      }))
    : [{ setupRequest: (request: object) => ({ ...request, ...(asked as () => Asked)() }) }];
  const done = Promise.withResolvers<autocannon.Result>();
  const how = { url: origin, connections, duration: seconds, timeout: ANSWER_WITHIN_SECONDS, requests: requests as never };
  const instance = autocannon(how, (error, result) => {
    if (error) done.reject(error as Error);
    else done.resolve(result);
  });
  instance.on("response", (_client, status, _bytes, ms) => {
    if (status === 200) times.push(ms);
    else others.set(status, (others.get(status) ?? 0) + 1);
  });
  const stop = (): void => instance.stop();
  signal.addEventListener("abort", stop, { once: true });
  const began = performance.now();
  const result = await done.promise;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  const took = (performance.now() - began) / 1_000;
  if (others.size > 0 || result.errors > 0)
    throw new BenchError(`answers that are no answers: ${JSON.stringify(Object.fromEntries(others))}, ${result.errors} errors`);
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return p50 === null || p99 === null ? null : { rps: times.length / took, p50, p99 };
}

/** Keeps `connections` requests under way for some seconds. Every answer must be a 200. */
export const load = (...[origin, asked, how]: Parameters<typeof turn>): Promise<Measured> =>
  turnWithAnswers(how.seconds, (seconds) => turn(origin, asked, { ...how, seconds }));
