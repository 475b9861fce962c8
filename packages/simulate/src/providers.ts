import { readProviders } from "@amanat/payment";

export const SECRET = "the simulated scanner's secret, long enough";
/** What the providers of the simulated world are configured with. */
export const PROVIDERS = readProviders({ AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: SECRET });
