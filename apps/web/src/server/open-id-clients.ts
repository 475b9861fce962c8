import type { WebConfig } from "./config.ts";

const TELEGRAM = "https://oauth.telegram.org";

/** next-auth's provider ids of the two OpenID providers, and our names for their accounts. */
export const OPEN_ID_PROVIDERS = { google: "google", "telegram-oidc": "telegram" } as const;

/** This installation as an OpenID provider knows it. */
export type OpenIdClient = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** The configured providers; null for the others, whose buttons are not shown. */
export type OpenIdClients = { readonly google: OpenIdClient | null; readonly telegram: OpenIdClient | null };

/**
 * Telegram's OpenID login when it is configured; else the bot's login widget, whose page at Telegram is `loginUrl` (the caller adds
 * `return_to`).
 */
export type TelegramWay = { readonly by: "open_id" } | { readonly by: "widget"; readonly loginUrl: string };

export function openIdClients(config: WebConfig): OpenIdClients {
  return {
    google: client(config.GOOGLE_ISSUER ?? "https://accounts.google.com", config.GOOGLE_CLIENT_ID, config.GOOGLE_CLIENT_SECRET),
    telegram: client(config.TELEGRAM_ISSUER ?? TELEGRAM, config.TELEGRAM_CLIENT_ID, config.TELEGRAM_CLIENT_SECRET),
  };
}

function client(issuer: string, clientId: string | undefined, clientSecret: string | undefined): OpenIdClient | null {
  return clientId === undefined || clientSecret === undefined ? null : { issuer, clientId, clientSecret };
}

/** How people sign in by Telegram here. A bot's number is the public part of its token. */
export function telegramWay(config: WebConfig): TelegramWay | null {
  if (openIdClients(config).telegram !== null) return { by: "open_id" };
  const botId = config.TELEGRAM_BOT_TOKEN?.split(":")[0];
  if (botId === undefined) return null;
  const page = new URL("/auth", config.TELEGRAM_ISSUER ?? TELEGRAM);
  page.searchParams.set("bot_id", botId);
  page.searchParams.set("origin", config.origin);
  return { by: "widget", loginUrl: page.href };
}
