import type { Role } from "@amanat/contracts";

/** Six-digit codes: how long they live and how many guesses they survive. */
export const CODE_LIFE_MS = 15 * 60_000;
export const CODE_ATTEMPTS = 5;
/** Codes of one purpose one person is sent in a day. */
export const CODES_PER_DAY = 10;
/** Codes for a proof of presence one person is mailed in a quarter of an hour; whoever holds their session could fill their mailbox. */
export const STEP_UP_MAILS = 5;
export const STEP_UP_MAILS_MS = 15 * 60_000;
/** A new code is not sent while the last one is this young. */
export const CODE_PAUSE_MS = 30_000;
/** How long somebody has to answer a challenge (a passkey, a signature), and how long a proof of presence then counts. */
export const CHALLENGE_LIFE_MS = 5 * 60_000;
export const STEP_UP_MS = 5 * 60_000;
/** A session this young proves presence for people who have no other way to. */
export const FRESH_SESSION_MS = 5 * 60_000;
/** The same Telegram launch is told the same tokens for this long, on the device that used it first. */
export const LAUNCH_REUSE_MS = 120_000;
/** To link an account, Telegram has to have signed it this recently; long enough to prove presence in between. */
export const LAUNCH_LINK_SECONDS = 600;
/** Longer than any launch may be old, so that one that is forgotten is refused for its age. */
export const LAUNCH_KEPT_MS = 8 * 86_400_000;
/** A session's last sign of life is written at most this often. */
export const TOUCH_SECONDS = 60;

const MINUTE = 60;
const DAY = 86_400;

/** A program's bearer; what it may do ends with it even if nobody notices that it was stolen. */
export const ACCESS_SECONDS = 10 * MINUTE;
/** Pairs one session may buy in a minute; one lives ten. */
export const PAIRS_PER_MINUTE = 30;
/** A refresh token that lost the race for its successors is told them for this long; later it is a thief's, or the owner's copy of one. */
export const REFRESH_GRACE_SECONDS = 10;
/** A browser's calls in flight may still carry the token from before a step-up for this long. */
export const ROTATION_GRACE_SECONDS = 30;

/** Seconds a session may idle and may live at all. Admins' are short: they move other people's money. */
export type Lifetime = { idleSeconds: number; absoluteSeconds: number };

export function lifetimeFor(roles: readonly Role[]): Lifetime {
  if (roles.includes("admin")) return { idleSeconds: 30 * MINUTE, absoluteSeconds: 12 * 60 * MINUTE };
  return { idleSeconds: 14 * DAY, absoluteSeconds: 30 * DAY };
}

export function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1_000);
}
