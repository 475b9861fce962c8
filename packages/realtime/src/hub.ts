import type { UserActor } from "@amanat/contracts";
import type { ChannelsOf, Database } from "@amanat/db";
import { catchUp, saysStanding } from "./catch-up.ts";
import { cursorText, hasPast, markOf, marksOf, type Reached, reachedFrom, tokenText } from "./cursor.ts";
import { type Listener, type Listeners, openListeners, type Sink } from "./listeners.ts";
import { type News, readNow } from "./log.ts";
import { openStanding, type Standing } from "./standing.ts";
import { openTail, type Tail } from "./tail.ts";
import { hearSignal } from "./signals.ts";
import { tellAll, tellOne } from "./tell.ts";
import { connected, PING, PING_MS, rememberId } from "./wire.ts";

/** A stream that may begin. */
export interface Opened {
  /** Begins it. Returns the function that ends it when its reader is gone. */
  begin(sink: Sink): () => void;
}

/** The streams of this process. The log is read once for all of them, and what it says is made to bytes once. */
export interface Realtime {
  /**
   * `lastEventId`: cursor of the last event the reader has; null begins with what happens from now on.
   * Errors: INVALID_CURSOR (it is not theirs, or of another past), INVALID_TOKEN (the session, or the API key in its place, has ended).
   */
  open(user: UserActor, lastEventId: string | null): Promise<Opened>;
  /** The cursor of a stream that begins now. Errors: INVALID_TOKEN. */
  cursorNow(user: UserActor): Promise<string>;
  /** What a person may read now. Errors: INVALID_TOKEN. */
  channelsOf(user: UserActor): Promise<readonly string[]>;
  /** Number of streams, for metrics. */
  readonly size: number;
  /** For how long nothing could be told because something waits for a transaction before it, in milliseconds; for metrics. */
  readonly stuckMs: number;
  close(): void;
}

/** Standing is asked anew this often, whatever happens. */
const RECHECK_MS = 10_000;
/** While it cannot be asked, a stream lives this long. */
const UNCHECKED_MS = 30_000;
/** Limits how long a stream can outlive a change that nobody announced; not all end together. */
const LONGEST_MS = 300_000;
/** Waits between looks while something waits for a transaction before it; then the usual ones go on. */
const LOOKS_MS = [2, 5, 10, 20, 40, 80] as const;
const TICK_MS = 1_000;

type Hub = {
  readonly db: Database;
  readonly listeners: Listeners;
  readonly tail: Tail;
  readonly standing: Standing;
  readonly failed: (error: unknown, what: string) => void;
  stuckSince: number | null;
};

export function openRealtime(db: Database, channels: readonly ChannelsOf[], options: { pollMs?: number } = {}): Realtime {
  const listeners = openListeners();
  const tail = openTail(db);
  const failed = (error: unknown, what: string): void => db.log.warn({ err: error }, `realtime: ${what}`);
  const fellBehind = (listener: Listener): void => {
    catchUp(hub, listener).catch((error: unknown) => {
      failed(error, "a stream could not catch up");
      listeners.end(listener, null);
    });
  };
  const standing = openStanding({ db, channels, listeners, tail, fellBehind });
  const hub: Hub = { db, listeners, tail, standing, failed, stuckSince: null };
  const look = lookingAt(hub);
  const unsubscribe = db.bus.subscribe((woken) => {
    recheckSessions(hub, woken);
    look();
  });
  const deaf = db.bus.onSignal((signal) => hearSignal(db, listeners, signal));
  const poll = setInterval(look, options.pollMs ?? 250);
  const tick = setInterval(() => void tendAll(hub).catch((error: unknown) => failed(error, "streams could not be checked")), TICK_MS);
  poll.unref();
  tick.unref();

  async function cursorNow(user: UserActor): Promise<string> {
    const [mine, now] = [await standing.of(user), await readNow(db)];
    return cursorText(tokenText(db, user, now.timeline, { floor: now.place, deals: marksOf(mine) }), now.place);
  }
  return {
    get size() {
      return listeners.all.size;
    },
    get stuckMs() {
      return hub.stuckSince === null ? 0 : Date.now() - hub.stuckSince;
    },
    cursorNow,
    channelsOf: standing.of,
    async open(user, lastEventId) {
      const { timeline } = await awake(hub);
      const cursor = lastEventId ?? (await cursorNow(user));
      const reached = reachedFrom(db, user, timeline, cursor);
      const mine = await standing.of(user);
      const head = lastEventId === null ? () => connected() + rememberId(cursor) : connected;
      return { begin: (sink) => begin(hub, fellBehind, newListener(user, sink, mine, reached), head()) };
    },
    close() {
      clearInterval(poll);
      clearInterval(tick);
      unsubscribe();
      deaf();
      for (const listener of listeners.all) listeners.end(listener, null);
    },
  };
}

function newListener(user: UserActor, sink: Sink, channels: readonly string[], { token, place, told }: Reached): Listener {
  const now = Date.now();
  return {
    user,
    sink,
    channels,
    token,
    prefix: "",
    place,
    told,
    fresh: channels.filter((channel) => hasPast(channel) && !token.deals.has(markOf(channel))),
    index: 0,
    ahead: false,
    state: "behind",
    asked: 0,
    checkedAt: now,
    wroteAt: now,
    endsAt: now + LONGEST_MS * (0.9 + Math.random() / 10),
  };
}

/** Returns the function that ends it: what is kept as long as a stream lives is the stream and nothing else. */
function begin({ db, listeners, tail }: Hub, fellBehind: (listener: Listener) => void, listener: Listener, head: string): () => void {
  listener.prefix = `id: ${tokenText(db, listener.user, tail.timeline, listener.token)}`;
  listeners.add(listener);
  listener.sink.write(head);
  fellBehind(listener);
  return leaving(listeners, listener);
}

const leaving = (listeners: Listeners, listener: Listener) => (): void => listeners.end(listener, null);

/** A tail that nobody listens to is not read; the first stream begins it anew. */
async function awake({ db, listeners, tail }: Hub): Promise<Tail> {
  if (listeners.all.size > 0) return tail;
  const now = await readNow(db);
  if (listeners.all.size === 0) tail.begin(now);
  return tail;
}

/** Makes the function that has the log read: at once, once more when asked meanwhile, and again soon while something waits. */
function lookingAt(hub: Hub): () => void {
  const { listeners, failed } = hub;
  let looking = false;
  let again = false;
  let wake = (): void => undefined;
  async function look(): Promise<void> {
    let looks = 0;
    do {
      again = false;
      const { more, waiting } = await turn(hub);
      if (!waiting) looks = 0;
      const pause = more || again ? undefined : waiting ? LOOKS_MS[looks++] : undefined;
      if (pause !== undefined) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, pause);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      again ||= more || pause !== undefined;
    } while (again && listeners.all.size > 0);
  }
  return () => {
    again = true;
    wake();
    if (looking || listeners.all.size === 0) return;
    looking = true;
    look()
      .catch((error: unknown) => failed(error, "the log could not be read"))
      .finally(() => (looking = false));
  };
}

/** Reads what is new and tells it. Whoever's standing it may change is asked about first, and is told afterwards. */
async function turn(hub: Hub): Promise<{ more: boolean; waiting: boolean }> {
  const { db, listeners, tail } = hub;
  const batch = await tail.read();
  if (batch.turned) {
    for (const listener of listeners.all) listeners.end(listener, null);
    tail.begin(await readNow(db));
    return { more: false, waiting: false };
  }
  hub.stuckSince = batch.waiting.length === 0 || batch.news.length > 0 ? null : (hub.stuckSince ?? Date.now());
  recheckSessions(hub, batch.waiting);
  const held = holdTouched(listeners, batch.news);
  await tellAll(listeners, batch.news);
  if (held.length > 0) await tellHeld(hub, held, batch.news);
  tail.settle();
  return { more: batch.more, waiting: batch.waiting.length > 0 };
}

async function tellHeld({ listeners, standing, failed }: Hub, held: readonly Listener[], news: readonly News[]): Promise<void> {
  try {
    await standing.check(held);
  } catch (error) {
    failed(error, "standing could not be asked about");
    for (const listener of held) listeners.end(listener, null);
  }
  for (const listener of held) {
    if (listener.state !== "held") continue;
    listener.state = "live";
    tellOne(listeners, listener, news);
  }
}

function holdTouched(listeners: Listeners, news: readonly News[]): Listener[] {
  const touched = new Set<Listener>();
  for (const channel of new Set(news.flatMap(({ channels }) => channels))) {
    if (!saysStanding(channel)) continue;
    for (const listener of listeners.following(channel)) touched.add(listener);
    for (const listener of listeners.ofSession(sessionOf(channel))) touched.add(listener);
  }
  const held = [...touched].filter(({ state }) => state === "live");
  for (const listener of held) listener.state = "held";
  return held;
}

const sessionOf = (channel: string): string => (channel.startsWith("session:") ? channel.slice("session:".length) : "");

/** A session that ends does not wait for other people's transactions. */
function recheckSessions({ listeners, standing, failed }: Hub, channels: readonly string[]): void {
  const theirs = channels.flatMap((channel) => [...listeners.ofSession(sessionOf(channel))]);
  if (theirs.length > 0) standing.check(theirs).catch((error: unknown) => failed(error, "an ended session could not be asked about"));
}

/** Every second: whose standing is due is asked about, who heard nothing for long is pinged, who has been here for long is ended. */
async function tendAll({ listeners, standing }: Hub): Promise<void> {
  const now = Date.now();
  const due: Listener[] = [];
  for (const listener of listeners.all) {
    if (now >= listener.endsAt || now - listener.checkedAt > UNCHECKED_MS) listeners.end(listener, null);
    else if (now - listener.checkedAt >= RECHECK_MS) due.push(listener);
    if (listener.state === "ended" || now - listener.wroteAt < PING_MS) continue;
    listener.wroteAt = now;
    listener.sink.write(PING);
  }
  await standing.check(due);
}
