import type { StreamedEvent, UserActor } from "@amanat/contracts";
import { type Ctx, type Database, requireUser } from "@amanat/db";
import type { Realtime, Watch } from "./hub.ts";
import { headsOf, PAGE_SIZE, readPage } from "./pages.ts";
import { cursorOf, firstTime, type Position, positionOf } from "./position.ts";

export type StreamOptions = {
  realtime: Realtime;
  /** Cursor of the last event the reader has; null starts with what happens from now on. */
  lastEventId: string | null;
  signal: AbortSignal;
};

/** A quiet stream checks this often whether its person may still read it. */
const RECHECK_MS = 10_000;
/** A stream also checks after its reader took this long over one event. */
const STALL_MS = 2_000;

/**
 * Everything that happens in the channels the person may read, each event once, in each channel's
 * order, with the cursor to resume after it. Errors: AUTHENTICATION_REQUIRED, INVALID_CURSOR, and
 * INVALID_TOKEN when the session ends, which ends the stream.
 */
export async function* streamFor(ctx: Ctx, options: StreamOptions): AsyncGenerator<[cursor: string, event: StreamedEvent], void, unknown> {
  const user = requireUser(ctx.actor);
  const { db } = ctx;
  const resumed = options.lastEventId === null ? null : positionOf(db, user, options.lastEventId);
  const watch = options.realtime.watch();
  try {
    const position: Position = { after: new Map(), seen: resumed?.seen ?? [] };
    await rederive(db, options.realtime, user, watch, position, resumed?.after ?? null);
    let checkedAt = Date.now();
    const recheck = async (): Promise<void> => {
      await rederive(db, options.realtime, user, watch, position, new Map(position.after));
      checkedAt = Date.now();
    };
    while (!options.signal.aborted) {
      yield* unread(db, user, position, options.signal, recheck);
      const woken = await watch.next(options.signal, RECHECK_MS);
      if (options.signal.aborted) return;
      if (changesStanding(woken) || Date.now() - checkedAt >= RECHECK_MS) await recheck();
    }
  } finally {
    watch.end();
  }
}

/**
 * The position of a stream that starts now. A reader that gets it before its first event can resume a quiet connection without a gap.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_TOKEN.
 */
export async function cursorNow(ctx: Ctx, realtime: Realtime): Promise<string> {
  const user = requireUser(ctx.actor);
  const after = await headsOf(ctx.db, await realtime.channelsOf(user));
  return cursorOf(ctx.db, user, { after, seen: [] });
}

/** Wakes a stream when its session ends; carries nothing to read. */
export function sessionChannel(user: UserActor): string {
  return `session:${user.sessionId}`;
}

/** Whether these channels can change what a person may read. The market can not. */
function changesStanding(woken: ReadonlySet<string>): boolean {
  return [...woken].some((channel) => channel !== "market" && !channel.startsWith("role:"));
}

/**
 * The events the reader has not had yet. A slow reader takes long, so its right to read is checked again before every further page and
 * after every stall: nothing written after the session's end is handed out.
 */
async function* unread(
  db: Database,
  user: UserActor,
  position: Position,
  signal: AbortSignal,
  recheck: () => Promise<void>,
): AsyncGenerator<[string, StreamedEvent], void, unknown> {
  for (;;) {
    const page = await readPage(db, position.after);
    for (const entry of page) {
      if (signal.aborted) return;
      // A check since the page was read may have removed its channel.
      if (!position.after.has(entry.channel)) continue;
      // Advanced first: the cursor of an event resumes after it.
      position.after.set(entry.channel, entry.seq);
      if (!firstTime(position, entry.key)) continue;
      const handedAt = Date.now();
      yield [cursorOf(db, user, position), entry.event];
      if (Date.now() - handedAt > STALL_MS) await recheck();
    }
    if (page.length < PAGE_SIZE) return;
    await recheck();
  }
}

/**
 * Sets the position's channels to those the person may read now. A deal new to the reader is read from its beginning, a room or the market
 * from now on. `known`: the reader's position so far.
 */
async function rederive(
  db: Database,
  realtime: Realtime,
  user: UserActor,
  watch: Watch,
  position: Position,
  known: ReadonlyMap<string, bigint> | null,
): Promise<void> {
  const channels = await realtime.channelsOf(user);
  // Followed before the heads are read, so that no event is missed in between.
  watch.follow([...channels, sessionChannel(user)]);
  const unknown = channels.filter((channel) => !known?.has(channel) && !(known && channel.startsWith("deal:")));
  const heads = unknown.length > 0 ? await headsOf(db, unknown) : new Map<string, bigint>();
  position.after = new Map(channels.map((channel) => [channel, known?.get(channel) ?? heads.get(channel) ?? 0n]));
}
