import type { Role } from "@amanat/contracts";

/** Six-digit codes: how long they live and how many guesses they survive. */
export const CODE_LIFE_MS = 15 * 60_000;
export const CODE_ATTEMPTS = 5;
/** A new code is not sent while the last one is this young. */
export const CODE_PAUSE_MS = 30_000;
/** How long a typed password counts as proof of presence; the same as `requireStepUp` in db. */
export const STEP_UP_MS = 5 * 60_000;
/** A session's last sign of life is written at most this often. */
export const TOUCH_SECONDS = 60;

const MINUTE = 60;
const DAY = 86_400;

/** Seconds a session may idle and may live at all. Admins' are short: they move other people's money. */
export type Lifetime = { idleSeconds: number; absoluteSeconds: number };

export function lifetimeFor(roles: readonly Role[]): Lifetime {
  if (roles.includes("admin")) return { idleSeconds: 30 * MINUTE, absoluteSeconds: 12 * 60 * MINUTE };
  return { idleSeconds: 14 * DAY, absoluteSeconds: 30 * DAY };
}

export function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1_000);
}
