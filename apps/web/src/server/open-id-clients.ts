import type { WebConfig } from "./config.ts";

const TELEGRAM = "https://oauth.telegram.org";

/** next-auth's provider ids of the two that redirect, and what we call their accounts. */
export const OPEN_ID_PROVIDERS = { google: "google", "telegram-oidc": "telegram" } as const;

/** This installation as an OpenID provider knows it. */
export type OpenIdClient = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** Providers that are configured; null for those that are not, whose buttons nobody sees. */
export type OpenIdClients = { readonly google: OpenIdClient | null; readonly telegram: OpenIdClient | null };

/**
 * Telegram's OpenID login where it is configured; else the login widget of the bot, whose page at Telegram is `loginUrl` (a
 * `return_to` is still to be added).
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

/** How this installation's people get in by Telegram. The number of a bot is the part of its token that is not secret. */
export function telegramWay(config: WebConfig): TelegramWay | null {
  if (openIdClients(config).telegram !== null) return { by: "open_id" };
  const botId = config.TELEGRAM_BOT_TOKEN?.split(":")[0];
  if (botId === undefined) return null;
  const page = new URL("/auth", config.TELEGRAM_ISSUER ?? TELEGRAM);
  page.searchParams.set("bot_id", botId);
  page.searchParams.set("origin", config.origin);
  return { by: "widget", loginUrl: page.href };
}
