import { getLocale, getTimeZone } from "next-intl/server";
import { cache } from "react";
import { type KnownRates, quotesFor, unitsOf } from "../features/money/reader-units.ts";
import { runtime } from "../server/runtime.ts";
import { serverApi } from "./caller.ts";
import { attempt } from "./failure.ts";

/** What tokens are worth in this reader's money; null where quoting is off or their money is none that is quoted, and then nothing is asked. */
export const knownRates = cache(async (): Promise<KnownRates | null> => {
  if (!runtime().config.quoting) return null;
  const units = unitsOf(await getLocale(), await getTimeZone());
  if (units.length === 0) return null;
  const { data } = await attempt(serverApi().then((api) => api.prices.rates({})));
  return { units, quotes: quotesFor(units, data?.quotes ?? []) };
});
