import type { CaptchaSite } from "../features/auth/captcha-site.tsx";
import type { Ways } from "../features/auth/ways.ts";
import { runtime } from "../server/runtime.ts";

/** Which ways in this installation offers beside those that need nothing. */
export function configuredWays(): Ways {
  return runtime().config.waysIn;
}

/** The captcha of this installation; null where none is configured. */
export function captchaSite(): CaptchaSite {
  return runtime().config.captcha;
}
