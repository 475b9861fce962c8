import { runtime } from "../server/runtime.ts";

/** How Telegram lets people in here: by OpenID, as Google does, or by the page of its login widget. */
export type TelegramWay = { by: "open_id" } | { by: "widget"; loginUrl: string } | null;

/** The ways in that need configuration. Password, passkey and wallet need none and are always there. */
export type Ways = { google: boolean; telegram: TelegramWay };

/** The captcha's script and site key. Null: none is configured. */
export type CaptchaSite = { scriptUrl: string; siteKey: string } | null;

/** The configured ways in. */
export function configuredWays(): Ways {
  return runtime().config.waysIn;
}

/** The captcha of this installation; null where none is configured. */
export function captchaSite(): CaptchaSite {
  return runtime().config.captcha;
}
