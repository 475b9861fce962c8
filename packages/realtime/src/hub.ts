import type { UserActor } from "@amanat/contracts";
import type { ChannelsOf, Database } from "@amanat/db";

/** One stream's reader. It only learns which channels have something new, and reads for itself. */
export interface Watch {
  /** Replaces the channels that wake this reader. */
  follow(channels: Iterable<string>): void;
  /** Channels woken since the last call; empty after `timeoutMs` or when the signal aborts. */
  next(signal: AbortSignal, timeoutMs: number): Promise<ReadonlySet<string>>;
  end(): void;
}

/** Wakes readers after commits: of this process by the bus, of other processes by polling the channel heads. */
export interface Realtime {
  watch(): Watch;
  /**
   * The channels a person may read now, from every context.
   * Errors: INVALID_TOKEN (the session, or the API key in its place, has ended).
   */
  channelsOf(user: UserActor): Promise<readonly string[]>;
  /** Number of readers, for metrics. */
  readonly size: number;
  close(): void;
}

type Reader = { channels: ReadonlySet<string>; woken: Set<string>; wake: (() => void) | null };

const HEADS = `SELECT "channel", "seq"::text AS "seq" FROM "ChannelHead" WHERE "channel" = ANY($1)`;

/**
 * The process's hub. Pokes may be lost, so a single poller reads the heads of all followed channels in one query, whatever the number of
 * readers.
 */
export function openRealtime(db: Database, channels: readonly ChannelsOf[], options: { pollMs?: number } = {}): Realtime {
  const readers = new Set<Reader>();
  const heads = new Map<string, string>();

  function tell(reader: Reader, channels: Iterable<string>): void {
    for (const channel of channels) if (reader.channels.has(channel)) reader.woken.add(channel);
    if (reader.woken.size > 0) reader.wake?.();
  }

  function wakeAll(channels: readonly string[]): void {
    // An empty list is a poke that was too long to name its channels.
    for (const reader of readers) tell(reader, channels.length === 0 ? reader.channels : channels);
  }

  async function poll(): Promise<void> {
    const followed = new Set<string>();
    for (const reader of readers) for (const channel of reader.channels) followed.add(channel);
    for (const channel of heads.keys()) if (!followed.has(channel)) heads.delete(channel);
    if (followed.size === 0) return;
    const found = await db.pool.query<{ channel: string; seq: string }>({ name: "realtime-heads", text: HEADS, values: [[...followed]] });
    const moved = found.rows.filter((row) => heads.get(row.channel) !== row.seq);
    for (const row of moved) heads.set(row.channel, row.seq);
    if (moved.length > 0) wakeAll(moved.map((row) => row.channel));
  }

  const unsubscribe = db.bus.subscribe(wakeAll);
  let polling = false;
  const timer = setInterval(() => {
    if (polling || readers.size === 0) return;
    polling = true;
    poll()
      .catch((error: unknown) => db.log.warn({ err: error }, "realtime: the heads could not be read"))
      .finally(() => (polling = false));
  }, options.pollMs ?? 250);
  timer.unref();

  return {
    get size() {
      return readers.size;
    },
    watch: () => openWatch(readers),
    channelsOf: async (user) => (await Promise.all(channels.map((of) => of(db, user)))).flat(),
    close() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}

function openWatch(readers: Set<Reader>): Watch {
  const reader: Reader = { channels: new Set(), woken: new Set(), wake: null };
  readers.add(reader);
  return {
    follow(channels) {
      reader.channels = new Set(channels);
    },
    async next(signal, timeoutMs) {
      if (reader.woken.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          signal.addEventListener("abort", () => resolve(), { once: true });
          reader.wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        reader.wake = null;
      }
      const woken = reader.woken;
      reader.woken = new Set();
      return woken;
    },
    end() {
      readers.delete(reader);
    },
  };
}
