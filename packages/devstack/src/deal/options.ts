import { parseArgs } from "node:util";
import type { Via } from "./wallet.ts";

/** Each provider: its name at Amanat, how a deal is paid through it here, and whether its service is one outside, which has to run. */
const PROVIDERS = {
  "amn-scanner": { name: "amn.scanner", via: "deposit", outside: false },
  "request-network": { name: "request-network", via: "proxy", outside: true },
  depay: { name: "depay", via: "widget", outside: true },
  shkeeper: { name: "shkeeper", via: "deposit", outside: true },
} as const satisfies Record<string, { name: string; via: Via; outside: boolean }>;
export type Provider = (typeof PROVIDERS)[keyof typeof PROVIDERS];

/** `provider`: the one to pay through. `via`: how, where it is all the same who. `chain`: its number or its CAIP-2 name. */
export type Options = { url?: string; json: boolean; via?: Via; chain?: string; provider?: Provider };

const USAGE = `usage: npm run deal -- [--chain ID] [--provider ${Object.keys(PROVIDERS).join("|")}] [--via deposit|proxy] [--url U] [--json]`;

/** What the command line says. Throws one line, and how it is used. */
export function readOptions(args: string[]): Options {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args,
      options: { url: text, json: { type: "boolean", default: false }, via: text, chain: text, provider: text },
    });
    const { via, provider, ...rest } = values;
    if (via !== undefined && via !== "deposit" && via !== "proxy") throw new Error("--via is deposit or proxy");
    if (via !== undefined && provider !== undefined) throw new Error("--provider says already how a deal is paid: leave out --via");
    return { ...rest, ...(via === undefined ? {} : { via }), ...(provider === undefined ? {} : { provider: providerNamed(provider) }) };
  } catch (error) {
    throw new Error(`${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}\n${USAGE}`, { cause: error });
  }
}

/** Throws where there is none of that name. */
export function providerNamed(name: string): Provider {
  const found = Object.entries(PROVIDERS).find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`no provider is called ${name}`);
  return found;
}
