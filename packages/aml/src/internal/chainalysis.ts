/** Chainalysis' public screening API: `GET /api/v1/address/{address}` with `X-API-Key`. Any identification is a hit. */
import { openBreaker, ServiceAway, textOf } from "@amanat/payment";
import * as z from "zod";

const SERVICE = "the screening service";
const answerSchema = z.object({ identifications: z.array(z.unknown()) });
const MOST_BYTES = 1_000_000;
const PAUSE_MS = 100;

/** Behind a circuit of its own. What is refused for good (a wrong key, a malformed address) is an answer, and is asked once. */
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
  const breaker = openBreaker(SERVICE, { restMs: openMs, pauseMs: PAUSE_MS });
  /** Whether the address is sanctioned. Throws where the service does not say so. */
  return (address: string): Promise<boolean> => breaker.run(() => once(url, key, address, timeoutMs), { repeat: true });
}

class Refused extends Error {}

async function once(url: string, key: string, address: string, timeoutMs: number): Promise<boolean> {
  try {
    return await ask(url, key, address, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    if (error instanceof Refused || error instanceof ServiceAway) throw error;
    throw new ServiceAway(SERVICE, `does not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function ask(url: string, key: string, address: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/address/${encodeURIComponent(address)}`, {
    headers: { "X-API-Key": key, Accept: "application/json" },
    redirect: "error",
    signal,
  });
  const text = await textOf(SERVICE, response, MOST_BYTES);
  if (response.status !== 200) {
    const said = `answers ${response.status}`;
    throw response.status === 429 || response.status >= 500 ? new ServiceAway(SERVICE, said) : new Refused(`${SERVICE} ${said}`);
  }
  // An answer of another form is no answer: nobody is clear by it.
  return answerSchema.parse(JSON.parse(text)).identifications.length > 0;
}
