import { type Captcha, turnstile } from "@amanat/api";
import type { Limits } from "@amanat/limits";
import type { WebConfig } from "./config.ts";

const CLOUDFLARE = "https://challenges.cloudflare.com";

type Keys = Pick<WebConfig, "TURNSTILE_SITE_KEY" | "TURNSTILE_SECRET_KEY" | "TURNSTILE_URL" | "origin">;

/** The widget's site key and script, and the origin that the content policy must allow. Null when no captcha is configured. */
export function captchaForPages(config: Keys): { siteKey: string; origin: string; scriptUrl: string } | null {
  if (config.TURNSTILE_SITE_KEY === undefined) return null;
  const origin = new URL(config.TURNSTILE_URL ?? CLOUDFLARE).origin;
  return { siteKey: config.TURNSTILE_SITE_KEY, origin, scriptUrl: `${origin}/turnstile/v0/api.js?render=explicit` };
}

/** Verifies the captcha's tokens. */
export function captchaCheck(config: Keys, limits: Limits): Captcha | null {
  if (config.TURNSTILE_SECRET_KEY === undefined) return null;
  const origin = config.TURNSTILE_URL ?? CLOUDFLARE;
  return turnstile({ secret: config.TURNSTILE_SECRET_KEY, origin, hostname: new URL(config.origin).hostname }, limits);
}
