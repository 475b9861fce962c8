/** Chainalysis' public screening API: `GET /api/v1/address/{address}` with `X-API-Key`. Any identification is a hit. */
import { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, retry, timeout, TimeoutStrategy, wrap } from "cockatiel";
import * as z from "zod";

const answerSchema = z.object({ identifications: z.array(z.unknown()) });
const MOST_BYTES = 1_000_000;

/** It may answer another time. What is refused for good (a wrong key, a malformed address) is asked once. */
class Away extends Error {}

/** Five failures in a row open the circuit for ten seconds; meanwhile nobody waits for it. */
export function chainalysisApi({
  url,
  key,
  timeoutMs = 5_000,
  openMs = 10_000,
}: {
  url: string;
  key: string;
  timeoutMs?: number;
  openMs?: number;
}) {
  const isAway = handleWhen((error) => error instanceof Away);
  const policy = wrap(
    retry(isAway, { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1_000 }) }),
    circuitBreaker(isAway, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(5) }),
  );
  const patience = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  async function once(address: string): Promise<boolean> {
    try {
      return await patience.execute(({ signal }) => ask(url, key, address, signal));
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Away(`the screening service does not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  /** Whether the address is sanctioned. Throws where the service does not say so. */
  return (address: string): Promise<boolean> => policy.execute(() => once(address));
}

class Refused extends Error {}

async function ask(url: string, key: string, address: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/address/${encodeURIComponent(address)}`, {
    headers: { "X-API-Key": key, Accept: "application/json" },
    redirect: "error",
    signal,
  });
  const text = await bounded(response);
  if (response.status !== 200) {
    const said = `the screening service answers ${response.status}`;
    throw response.status === 429 || response.status >= 500 ? new Error(said) : new Refused(said);
  }
  // An answer of another form is no answer: nobody is clear by it.
  return answerSchema.parse(JSON.parse(text)).identifications.length > 0;
}

async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > MOST_BYTES) throw new Refused("the screening service says too much");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
