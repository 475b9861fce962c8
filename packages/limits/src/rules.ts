import { LIMIT_WINDOWS, type LimitTier, type LimitView } from "@amanat/contracts";

/** How many points in how many seconds. */
export type Allowance = { points: number; seconds: number };

const QUARTER = 900;

/**
 * What each kind of call may be made how often, unless an operator says otherwise (setting `limits`).
 * A person's calls count against the person, a stranger's against the network they come from.
 */
export const DEFAULT_LIMITS = {
  /** Reads of one signed-in person. */
  read: { points: 1_200, seconds: 60 },
  /**
   * What pages ask again by themselves, of one signed-in person, or of one network that is not signed in. The busiest page
   * asks once a second, one of each page at once some 90 times a minute: over thirty times that, so that no polling meets it.
   */
  polled: { points: 3_000, seconds: 60 },
  /** Changes by one signed-in person. */
  write: { points: 240, seconds: 60 },
  /** Changes that move money. */
  money: { points: 30, seconds: QUARTER },
  /** Files one signed-in person begins to send. */
  upload: { points: 120, seconds: QUARTER },
  /** Calls that cost a language model's time. */
  ai: { points: 20, seconds: QUARTER },
  /** Everything else one network asks without signing in. */
  anonymous: { points: 100, seconds: QUARTER },
  /** Failed tries of one network to prove who one is. */
  auth: { points: 10, seconds: QUARTER },
  /** Failed tries at one account, from wherever they come but its own people's networks. */
  account: { points: 10, seconds: QUARTER },
  /** Failed tries at one account from a network its owner has signed in from before. */
  familiar: { points: 10, seconds: QUARTER },
  /** Refresh tokens that bought nothing, of one network. Good ones are not counted, and not refused when these are spent. */
  refresh: { points: 100, seconds: QUARTER },
  /** Ways to and from Google or Telegram: each makes us ask their servers. A sign-in is two. */
  outside: { points: 200, seconds: QUARTER },
  /** Mails one network, or one signed-in person, can make us send. */
  mail: { points: 20, seconds: QUARTER },
  /** Codes and mails one mailbox can be made to receive. */
  mailbox: { points: 5, seconds: QUARTER },
} as const satisfies Record<LimitTier, Allowance>;

export type Tier = LimitTier;
export type LimitSettings = Readonly<Record<Tier, Allowance>>;

export const MOST_POINTS = 10_000_000;

/**
 * What an admin may set a tier to, per span. Never less at once, nor per minute, than a quarter of what is usual, so that no
 * slip shuts everybody out; never faster than ten times the usual, so that none switches protection off.
 */
export function allowedFor(usual: Allowance): LimitView["allowed"] {
  return LIMIT_WINDOWS.map((seconds) => {
    const ratio = seconds / usual.seconds;
    const least = Math.ceil((usual.points * Math.max(1, ratio)) / 4);
    return { seconds, least, most: Math.max(least, Math.min(MOST_POINTS, Math.floor(usual.points * ratio * 10))) };
  });
}
