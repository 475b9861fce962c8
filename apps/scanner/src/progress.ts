import type { Logger } from "pino";

/** How far a long reading has come. */
export type CatchUp = {
  from: number;
  to: number;
  at: number;
  blocksPerSecond: number;
  /** Null before there is a pace. */
  secondsLeft: number | null;
};

/** Fewer blocks than this are no catching up. */
const MANY = 200;
/** How often it is logged, in ms. */
const SAID_EVERY = 5_000;

/** Watches one long reading of blocks: its pace and the time it has left, said in the log now and then. */
export function watchProgress(log: Pick<Logger, "info">, clock: () => number = () => performance.now()) {
  let running: { from: number; to: number; began: number; said: number } | null = null;
  let now: CatchUp | null = null;
  return {
    get now(): CatchUp | null {
      return now;
    },
    /** Blocks from `from` to `to` are to be read; few are passed over in silence. */
    begin(from: number, to: number): void {
      running = to - from >= MANY ? { from, to, began: clock(), said: clock() } : null;
      now = running === null ? null : { from, to, at: from, blocksPerSecond: 0, secondsLeft: null };
    },
    /** Everything below `next` is read. */
    reached(next: number): void {
      if (running === null) return;
      const { from, to, began } = running;
      const pace = (next - from) / Math.max(0.001, (clock() - began) / 1_000);
      const secondsLeft = pace > 0 ? Math.ceil((to + 1 - next) / pace) : null;
      now = { from, to, at: next, blocksPerSecond: Math.round(pace), secondsLeft };
      if (next > to) {
        log.info({ from, to, blocksPerSecond: now.blocksPerSecond }, "caught up");
        [running, now] = [null, null];
      } else if (clock() - running.said >= SAID_EVERY) {
        running.said = clock();
        log.info({ ...now }, "catching up");
      }
    },
  };
}
