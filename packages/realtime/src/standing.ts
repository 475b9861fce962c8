import { DomainError, type UserActor } from "@amanat/contracts";
import type { ChannelsOf, Database } from "@amanat/db";
import { hasPast, marksOf, tokenText } from "./cursor.ts";
import type { Listener, Listeners } from "./listeners.ts";
import type { Tail } from "./tail.ts";
import { later } from "./place.ts";

/** People asked about in one query. */
const PER_QUERY = 200;

/** What each person may read now, from every context; null where the session, or the API key in its place, has ended. */
export async function channelsOfAll(
  db: Database,
  channels: readonly ChannelsOf[],
  users: readonly UserActor[],
): Promise<(readonly string[] | null)[]> {
  const parts = await Promise.all(channels.map((of) => of(db, users)));
  return users.map((_, n) => {
    const mine = parts.map((part) => part[n] ?? null);
    return mine.some((each) => each === null) ? null : mine.flatMap((each) => each ?? []);
  });
}

export type Standing = {
  /** Errors: INVALID_TOKEN (the session, or the API key in its place, has ended). */
  of(user: UserActor): Promise<readonly string[]>;
  /** Asks anew what these may read, and ends those that may read nothing. Who has a new deal is put behind, to read its past. */
  check(some: Iterable<Listener>): Promise<void>;
};

type Ports = { db: Database; channels: readonly ChannelsOf[]; listeners: Listeners; tail: Tail; fellBehind: (listener: Listener) => void };

export function openStanding({ db, channels, listeners, tail, fellBehind }: Ports): Standing {
  let asked = 0;

  async function checkSome(some: readonly Listener[]): Promise<void> {
    const turn = ++asked;
    for (const listener of some) listener.asked = turn;
    const users = [...new Map(some.map(({ user }) => [user.sessionId, user])).values()];
    const found = await channelsOfAll(db, channels, users);
    const bySession = new Map(users.map(({ sessionId }, n) => [sessionId, found[n] ?? null]));
    for (const listener of some) {
      // Somebody asked later: that answer counts.
      if (listener.state === "ended" || listener.asked !== turn) continue;
      const mine = bySession.get(listener.user.sessionId) ?? null;
      if (mine === null) listeners.end(listener, new DomainError("INVALID_TOKEN"));
      else settle(listener, mine);
    }
  }

  function settle(listener: Listener, now: readonly string[]): void {
    listener.checkedAt = Date.now();
    const before = new Set(listener.channels);
    if (now.length === before.size && now.every((channel) => before.has(channel))) return;
    const live = listener.state !== "behind";
    if (live) listeners.unfollow(listener);
    listener.channels = now;
    const fresh = now.filter((channel) => hasPast(channel) && !before.has(channel));
    listener.fresh = [...listener.fresh.filter((channel) => now.includes(channel)), ...fresh];
    if (listener.fresh.length === 0) sign(db, tail, listener);
    if (!live) return;
    if (fresh.length === 0) return listeners.follow(listener);
    // Behind now, it reads from the database: also the batch that others are being told at this moment.
    listener.place = later(listener.place, tail.settled);
    listener.state = "behind";
    fellBehind(listener);
  }

  return {
    async of(user) {
      const [found] = await channelsOfAll(db, channels, [user]);
      if (found === null || found === undefined) throw new DomainError("INVALID_TOKEN");
      return found;
    },
    async check(some) {
      const all = [...some];
      for (let from = 0; from < all.length; from += PER_QUERY) await checkSome(all.slice(from, from + PER_QUERY));
    },
  };
}

/** Gives a stream the token of its deals as they are. */
export function sign(db: Database, tail: Tail, listener: Listener): void {
  const known = listener.channels.filter((channel) => !listener.fresh.includes(channel));
  listener.token = { floor: listener.token.floor, deals: marksOf(known) };
  listener.told = 0n;
  listener.prefix = `id: ${tokenText(db, listener.user, tail.timeline, listener.token)}`;
}
