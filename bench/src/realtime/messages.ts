/** What is said between the program that measures and the processes it measures. */

/** Who serves: the house's stream, or Socket.IO with the same events. */
export type Kind = "amanat" | "socketio";

/** To a server: say what you have used, or commit an event about each of these, so long after one another, and tell it. */
export type ToServer = { say: "cpu" } | { say: "memory" } | { say: "commit"; subjects: readonly string[]; everyMs: number };

export type FromServer =
  | { say: "ready"; port: number }
  /** Milliseconds of the processor so far. */
  | { say: "cpu"; ms: number }
  /** Resident bytes after a collection. */
  | { say: "memory"; bytes: number }
  /** When each was committed, in milliseconds since 1970. */
  | { say: "committed"; at: readonly number[] };

export type ToReaders =
  | { say: "connect"; kind: Kind; ports: readonly number[]; count: number; tokens: readonly string[] }
  /** These are coming, in this order. */
  | { say: "expect"; names: readonly string[] }
  | { say: "count" };

/** When half and nearly all readers had one event. */
export type Arrival = { name: string; p50: number; p99: number };

export type Counts = { lost: number; doubled: number; disordered: number };

export type FromReaders =
  | { say: "connected" }
  | { say: "expecting" }
  /** Everybody has all that was expected. */
  | { say: "all"; arrivals: readonly Arrival[] }
  | ({ say: "counts" } & Counts);

/** Wall-clock time, finer than a millisecond. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
