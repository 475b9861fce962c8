import { runtime } from "../server/runtime.ts";

/** How Telegram sign-in works here: by OpenID, or by the page of its login widget. */
export type TelegramWay = { by: "open_id" } | { by: "widget"; loginUrl: string } | null;

/** The ways in that need configuration. Password, passkey and wallet need none. */
export type Ways = { google: boolean; telegram: TelegramWay };

/** The captcha's script and site key; null when none is configured. */
export type CaptchaSite = { scriptUrl: string; siteKey: string } | null;

/** The configured ways in. */
export function configuredWays(): Ways {
  return runtime().config.waysIn;
}

/** This installation's captcha; null when none is configured. */
export function captchaSite(): CaptchaSite {
  return runtime().config.captcha;
}
