/** Every place where a crash must lose nothing and double nothing. Each name means "just after". */
export const CRASH_POINTS = [
  "intent.registered",
  "deposit.verified",
  "deposit.credited",
  "payout.signed",
  "payout.sent",
  "payout.broadcast",
  "payout.mined",
  "payout.bumped",
  "payout.settled",
  "sweep.signed",
  "sweep.sent",
  "sweep.broadcast",
  "sweep.mined",
  "sweep.bumped",
  "sweep.settled",
  "native.booked",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Fault injection: tests throw or kill the process here. Absent in production. */
export interface CrashPoints {
  at(point: CrashPoint): Promise<void>;
}
