export { pricesEnv, readPrices } from "./internal/config.ts";
export type { PricePorts, PriceSettings } from "./ports.ts";
export { judgeRound } from "./rules.ts";
