import { PROVIDER_WEBHOOKS, type ProviderName } from "@amanat/contracts";
import type { ChainFacts } from "../local-world.ts";

/** Where a provider's service of this machine finds the product, and the chains that it sees. */
export type StandPlace = { readonly productUrl: string; readonly chains: readonly ChainFacts[] };

/** A provider's service on this machine, started for the demo when it is asked for. */
export type Stand = {
  /** What web and worker are configured with to use it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Something signed that a provider sends. */
type Told = { readonly raw: Buffer; readonly headers: Readonly<Record<string, string>> };
type ToldAnswer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> };

const PATIENCE_MS = 5_000;

export async function post(url: string, { raw, headers }: Told): Promise<ToldAnswer> {
  const body = new Uint8Array(raw);
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
}

/** Where a provider's webhooks go. Answers the HTTP status. */
export function hookOf({ productUrl }: StandPlace, provider: ProviderName): (told: Told) => Promise<number> {
  const [, path = ""] = PROVIDER_WEBHOOKS[provider].split(" ");
  return async (told) => (await post(new URL(path, productUrl).href, told)).status;
}

/** What a service calls each of our chains, as its variable has it: `local-31337=eip155:31337`. */
export const localName = (chain: string): string => `local-${chain.slice(chain.indexOf(":") + 1)}`;
export const localNames = (chains: readonly ChainFacts[]): string => chains.map(({ chain }) => `${localName(chain)}=${chain}`).join(",");
