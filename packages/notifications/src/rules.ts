import type { NoticeChannel, NoticeDigest, NoticeGroup, NoticeUrgency } from "@amanat/contracts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Notices are shown for this long. */
export const KEPT_MS = 90 * DAY_MS;
/** Something new is pushed again so long after the last push about the same, while that is unread. */
export const AGAIN_MS = 10 * MINUTE_MS;
/** Attempts of a delivery: with the pauses between them about a day. */
export const MOST_ATTEMPTS = 30;
/** When a daily digest comes, by its reader's clock. */
const MORNING = 8 * 60;

/** The channels that an urgency has. */
export const CHANNELS_OF: Readonly<Record<NoticeUrgency, readonly NoticeChannel[]>> = {
  security: ["mail", "push", "telegram"],
  urgent: ["mail", "push", "telegram", "sms"],
  normal: ["mail", "push", "telegram"],
  quiet: [],
};

/** What a person has chosen. */
export type Wishes = {
  readonly off: readonly string[];
  readonly quiet: { readonly from: number; readonly to: number } | null;
  readonly digest: NoticeDigest;
};
export const USUAL: Wishes = { off: [], quiet: null, digest: "none" };

export const switchOf = (group: NoticeGroup, channel: NoticeChannel): string => `${group}:${channel}`;

/** Whether this is what the person wants to get on this channel. Security is what nobody may be kept from hearing, by themselves either. */
export function wants({ off }: Wishes, group: NoticeGroup, channel: NoticeChannel): boolean {
  return group === "security" || !off.includes(switchOf(group, channel));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  clocks.set(timeZone, known);
  return known;
}

/** The minute of the day on a wall clock there. */
export function minuteIn(timeZone: string, at: Date): number {
  const [hours = "0", minutes = "0"] = clockOf(timeZone).format(at).split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Whether a minute lies in hours that may go over midnight. */
function within(minute: number, { from, to }: { from: number; to: number }): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/**
 * The first minute from `at` on whose wall clock says what is asked. It goes from minute to minute: so an hour that a change of the clock skips
 * or repeats is what it is on the wall. Two days is more than any clock needs.
 */
function firstMinute(timeZone: string, at: Date, fits: (minute: number) => boolean): Date {
  if (fits(minuteIn(timeZone, at))) return at;
  const start = Math.ceil(at.getTime() / MINUTE_MS) * MINUTE_MS;
  for (let n = 0; n < 2 * 24 * 60; n += 1) {
    const next = new Date(start + n * MINUTE_MS);
    if (fits(minuteIn(timeZone, next))) return next;
  }
  return at;
}

/** The end of the quiet hours that `at` is in; `at` where it is in none. */
export function afterQuiet(at: Date, timeZone: string, { quiet }: Wishes): Date {
  return quiet === null ? at : firstMinute(timeZone, at, (minute) => !within(minute, quiet));
}

/** When and how a notice goes out on a channel. What is urgent waits for nothing; only mails are gathered. */
export function planOf(
  at: Date,
  { urgency, mailAfterMs = 0 }: { urgency: NoticeUrgency; mailAfterMs?: number },
  channel: NoticeChannel,
  { timeZone, wishes }: { timeZone: string; wishes: Wishes },
): { dueAt: Date; digest: boolean } {
  if (urgency === "security" || urgency === "urgent") return { dueAt: at, digest: false };
  if (channel !== "mail") return { dueAt: afterQuiet(at, timeZone, wishes), digest: false };
  if (wishes.digest === "none") return { dueAt: afterQuiet(new Date(at.getTime() + mailAfterMs), timeZone, wishes), digest: false };
  const next =
    wishes.digest === "hourly"
      ? new Date(Math.ceil((at.getTime() + 1) / HOUR_MS) * HOUR_MS)
      : firstMinute(timeZone, new Date(at.getTime() + 1), (minute) => minute === MORNING);
  return { dueAt: afterQuiet(next, timeZone, wishes), digest: true };
}

const BASE_MS = 15_000;
const LONGEST_MS = HOUR_MS;

/** The wait before the next try: doubling, a fifth more or less, at least what the far side asks for. `chance` is in [0, 1). */
export function delayAfter(attempts: number, retryAfterMs: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(20, attempts - 1));
  return Math.max(Math.min(retryAfterMs, DAY_MS), Math.round(whole * (0.8 + 0.4 * chance)));
}
