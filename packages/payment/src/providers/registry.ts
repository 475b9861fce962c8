import { type ProviderName, PROVIDER_NAMES } from "@amanat/contracts";
import { type Environment, given, WrongSetting } from "@amanat/env";
import type { ProviderSettings, WatchingService } from "../ports.ts";
import { amnScanner } from "./amn-scanner/provider.ts";
import type { PaymentProvider } from "./provider.ts";
import { requestNetwork } from "./request-network/provider.ts";

/** All providers, the preferred one first. */
export const PROVIDERS = {
  "amn.scanner": amnScanner,
  "request-network": requestNetwork,
} satisfies Record<ProviderName, PaymentProvider>;

/** The provider of that name; null for a name in a row of a provider we no longer have. */
export function providerNamed(name: string): PaymentProvider | null {
  const known = PROVIDER_NAMES.find((one) => one === name);
  return known === undefined ? null : PROVIDERS[known];
}

/** The providers that watch the chain for us. */
export const WATCHING: readonly ProviderName[] = PROVIDER_NAMES.filter((name) => providerNamed(name)?.watcher !== undefined);

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

/** The secret variables of all providers. */
export function providerSecrets(): readonly string[] {
  return Object.values(PROVIDERS).flatMap(({ secrets }) => secrets);
}

/** The watchers of the providers that are in use. */
export function watchersOf(settings: ProviderSettings): readonly WatchingService[] {
  return PROVIDER_NAMES.flatMap((name) => {
    const provider = providerNamed(name);
    return provider?.watcher === undefined || settings[name] === null ? [] : [provider.watcher(settings[name])];
  });
}
