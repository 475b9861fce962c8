import { type ProviderName, PROVIDER_NAMES } from "@amanat/contracts";
import { type Environment, given, WrongSetting } from "@amanat/env";
import type { ProviderSettings, WatchingService } from "../ports.ts";
import { amnScanner } from "./amn-scanner/provider.ts";
import { askingBehind } from "./ask.ts";
import { type Breaker, type Breakers, openBreakers, ServiceAway } from "./breaker.ts";
import { depay } from "./depay/provider.ts";
import type { PaymentProvider, ProviderApi } from "./provider.ts";
import { requestNetwork } from "./request-network/provider.ts";
import { shkeeper } from "./shkeeper/provider.ts";

/** All providers, the preferred one first. */
export const PROVIDERS = {
  "amn.scanner": amnScanner,
  "request-network": requestNetwork,
  depay,
  shkeeper,
} satisfies Record<ProviderName, PaymentProvider>;

/** The provider of that name; null for a name in a row of a provider we no longer have. */
export function providerNamed(name: string): PaymentProvider | null {
  const known = PROVIDER_NAMES.find((one) => one === name);
  return known === undefined ? null : PROVIDERS[known];
}

/** The providers that watch the chain for us. */
export const WATCHING: readonly ProviderName[] = PROVIDER_NAMES.filter((name) => providerNamed(name)?.watcher !== undefined);
/** The providers that are called. */
export const CALLED: readonly ProviderName[] = PROVIDER_NAMES.filter((name) => {
  const provider = providerNamed(name);
  return provider?.watcher !== undefined || provider?.api !== undefined;
});

/**
 * The configuration of each provider; null for one that is not in use. Throws WrongSetting, which names a variable and never shows its
 * value.
 */
export function readProviders(environment: Environment, these: readonly ProviderName[] = PROVIDER_NAMES): ProviderSettings {
  const set = given(environment);
  const read = PROVIDER_NAMES.map((name) => {
    if (!these.includes(name)) return [name, null] as const;
    const parsed = providerNamed(name)?.settings.safeParse(set);
    if (parsed?.success === true) return [name, parsed.data] as const;
    const issue = parsed?.error.issues[0];
    const variable = String(issue?.path[0] ?? name);
    throw new WrongSetting(variable, set[variable] === undefined ? "is not set" : (issue?.message ?? "is wrong"));
  });
  return Object.fromEntries(read) as ProviderSettings;
}

/** The environment variables of these providers. */
export function providerVariables(these: readonly ProviderName[]): readonly string[] {
  return these.flatMap((name) => providerNamed(name)?.variables ?? []);
}

/** The environment variables that whoever calls these providers reads. */
export function callVariables(these: readonly ProviderName[] = CALLED): readonly string[] {
  return these
    .filter((name) => CALLED.includes(name))
    .flatMap((name) => {
      const provider = providerNamed(name);
      return provider?.callVariables ?? provider?.variables ?? [];
    });
}

/** The configuration of the providers that are called, for the process that calls them. Errors: as `readProviders`. */
export function readCalledProviders(environment: Environment): ProviderSettings {
  // A provider may be told where its webhooks are to come.
  const read = new Set([...callVariables(), "FRONTEND_URL"]);
  return readProviders(Object.fromEntries(Object.entries(given(environment)).filter(([name]) => read.has(name))), CALLED);
}

/** The secret variables of all providers. */
export function providerSecrets(): readonly string[] {
  return Object.values(PROVIDERS).flatMap(({ secrets }) => secrets);
}

/** The watchers of the providers that are in use. */
export function watchersOf(settings: ProviderSettings, breakers: Breakers = openBreakers()): readonly WatchingService[] {
  return PROVIDER_NAMES.flatMap((name) => {
    const provider = providerNamed(name);
    return provider?.watcher === undefined || settings[name] === null ? [] : [provider.watcher(settings[name], breakers(name))];
  });
}

/** A provider that is called: its circuit, whether it answers, and its service where it is asked for payments. */
export type Called = {
  readonly name: ProviderName;
  readonly breaker: Breaker;
  /** Errors: UPSTREAM_ERROR. */
  ping(): Promise<void>;
  readonly api: ProviderApi | null;
};

const PING_MS = 3_000;

/** The providers in use that are called, each behind its circuit. */
export function openProviders(settings: ProviderSettings, breakers: Breakers): readonly Called[] {
  return CALLED.flatMap((name): Called[] => {
    const provider = providerNamed(name);
    if (provider === null || settings[name] === null) return [];
    const breaker = breakers(name);
    const api = provider.api?.(settings[name], askingBehind(breaker)) ?? null;
    if (api !== null) return [{ name, breaker, api, ping: () => api.ping() }];
    const watcher = provider.watcher?.(settings[name], breaker);
    return watcher === undefined ? [] : [{ name, breaker, api, ping: () => alive(watcher, breaker) }];
  });
}

/** That it is behind, or not ready yet, is an answer. */
function alive(watcher: WatchingService, breaker: Breaker): Promise<void> {
  const asked = async (): Promise<void> => {
    try {
      await watcher.life(PING_MS);
    } catch (error) {
      throw new ServiceAway(breaker.name, "could not be reached", { cause: error });
    }
  };
  return breaker.run(asked, { repeat: false });
}
