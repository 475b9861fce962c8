import type { WebConfig } from "./config.ts";

/** This installation as an OpenID provider knows it. */
export type OpenIdClient = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** Providers that are configured; null for those that are not, whose buttons nobody sees. */
export type OpenIdClients = { readonly google: OpenIdClient | null; readonly telegram: OpenIdClient | null };

export function openIdClients(config: WebConfig): OpenIdClients {
  return {
    google: client(config.GOOGLE_ISSUER ?? "https://accounts.google.com", config.GOOGLE_CLIENT_ID, config.GOOGLE_CLIENT_SECRET),
    telegram: client(config.TELEGRAM_ISSUER ?? "https://oauth.telegram.org", config.TELEGRAM_CLIENT_ID, config.TELEGRAM_CLIENT_SECRET),
  };
}

function client(issuer: string, clientId: string | undefined, clientSecret: string | undefined): OpenIdClient | null {
  return clientId === undefined || clientSecret === undefined ? null : { issuer, clientId, clientSecret };
}
