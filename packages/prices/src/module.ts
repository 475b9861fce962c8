import type { Module, Verbs } from "@amanat/db";
import { openFx } from "./internal/fx.ts";
import type { PricesOutside } from "./ports.ts";
import { getQuote, quote, rates } from "./reads/quotes.ts";
import { status } from "./reads/status.ts";
import { keepPrices, restPrices } from "./verbs/keep-prices.ts";

/** How often it is looked whether sources are due. */
const LOOK_MS = 5_000;
const REST_MS = 60_000;

const verbs: Verbs<"prices"> = { rates, quote, getQuote, status };

export const module: Module<unknown, PricesOutside> = {
  name: "prices",
  about: { nothing: "what tokens and currencies are worth; no person of ours is named" },
  verbs,
  loops({ prices: ports }) {
    if (ports === null) return [{ name: "prices", everyMs: REST_MS, woken: false, turn: restPrices }];
    const askRates = ports.settings.fxUrl === null ? null : openFx(ports.settings.fxUrl);
    return [{ name: "prices", everyMs: LOOK_MS, woken: false, turn: (ctx) => keepPrices(ctx, ports, askRates) }];
  },
};
