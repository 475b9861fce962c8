import { runtime } from "../server/runtime.ts";

/** How Telegram lets people in here: by OpenID, as Google does, or by the page of its login widget. */
export type TelegramWay = { by: "open_id" } | { by: "widget"; loginUrl: string } | null;

/** Which ways in this installation offers besides password, passkey and wallet, which need nothing. */
export type Ways = { google: boolean; telegram: TelegramWay };

/** Where the captcha comes from, and under which key; null where none is configured. */
export type CaptchaSite = { scriptUrl: string; siteKey: string } | null;

/** Which ways in this installation offers beside those that need nothing. */
export function configuredWays(): Ways {
  return runtime().config.waysIn;
}

/** The captcha of this installation; null where none is configured. */
export function captchaSite(): CaptchaSite {
  return runtime().config.captcha;
}
