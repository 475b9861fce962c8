/**
 * The service of `OFFCHAIN_FX_URL`: one GET that answers `{ "base": "USD", "timestamp": <seconds>, "rates": { "IRR": …, "TRY": … } }`, as the usual
 * services of rates do (https://docs.openexchangerates.org/reference/latest-json). Rates are read from their digits, never through a `number`.
 */
import { openBreaker, ServiceAway, textOf } from "@amanat/payment";
import { parse } from "lossless-json";
import * as z from "zod";

const SERVICE = "the service of rates";
const MOST_BYTES = 64 * 1024;
const TIMEOUT_MS = 5_000;

const answerSchema = z.object({
  base: z.literal("USD"),
  timestamp: z.string().regex(/^\d{1,11}$/),
  rates: z.record(z.string(), z.unknown()),
});

export type Rates = { readonly saidAt: Date; readonly rateOf: (currency: string) => string | undefined };
export type AskRates = () => Promise<Rates>;

/** Behind a circuit of its own. A call throws where the service says nothing that can be read. */
export function openFx(url: string, { timeoutMs = TIMEOUT_MS, restMs }: { timeoutMs?: number; restMs?: number } = {}): AskRates {
  const breaker = openBreaker(SERVICE, restMs === undefined ? {} : { restMs });
  return () => breaker.run(() => once(url, timeoutMs), { repeat: true });
}

async function once(url: string, timeoutMs: number): Promise<Rates> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ServiceAway(SERVICE, `answers ${response.status}`);
    }
    return ratesIn(await textOf(SERVICE, response, MOST_BYTES));
  } catch (error) {
    if (error instanceof ServiceAway) throw error;
    throw new ServiceAway(SERVICE, "does not answer as it should", { cause: error });
  }
}

function ratesIn(text: string): Rates {
  // Numbers stay the digits they came as.
  const { timestamp, rates } = answerSchema.parse(parse(text, null, (digits) => digits));
  const known = new Map(Object.entries(rates));
  return {
    saidAt: new Date(Number(timestamp) * 1_000),
    rateOf(currency) {
      const said = known.get(currency);
      return typeof said === "string" ? said : undefined;
    },
  };
}
