import type { DomainError, UserActor } from "@amanat/contracts";
import type { Token } from "./cursor.ts";
import type { Place } from "./place.ts";

/** Where a stream's bytes go. */
export interface Sink<Failure = DomainError> {
  /** Takes bytes as a one-byte string. */
  write(bytes: string): void;
  /** Bytes the reader has not taken yet. */
  readonly owed: number;
  /** Resolves when the reader has taken them, or is gone. */
  drained(): Promise<void>;
  /** Ends the stream: with the error that the reader is told, or with nothing, and the reader comes back. */
  end(failure: Failure | null): void;
}

/** One stream. */
export type Listener = {
  readonly user: UserActor;
  readonly sink: Sink;
  /** What its person may read. */
  channels: readonly string[];
  token: Token;
  /** The line of a block that is this stream's own, up to the place. */
  prefix: string;
  /** Of the last event told; while it catches up, how far it has come. */
  place: Place;
  /** Of the last event this process has told it, or that it joined behind. */
  index: number;
  /** It has come further in another process than this one has read. */
  ahead: boolean;
  /** `behind` reads for itself, `live` is told with everybody else, `held` waits until its standing is known. */
  state: "behind" | "live" | "held" | "ended";
  /** Deals whose past is still to be told, and the number of the last event told of it. */
  fresh: readonly string[];
  told: bigint;
  /** What was asked last about its standing; an older answer counts no more. */
  asked: number;
  checkedAt: number;
  wroteAt: number;
  endsAt: number;
};

/** All streams of this process, by session and by the channels they follow. */
export interface Listeners {
  readonly all: ReadonlySet<Listener>;
  following(channel: string): Iterable<Listener>;
  ofSession(sessionId: string): Iterable<Listener>;
  add(listener: Listener): void;
  /** Tells it from now on what happens in its channels. */
  follow(listener: Listener): void;
  unfollow(listener: Listener): void;
  /** Ends a stream once, whoever wants it to. */
  end(listener: Listener, failure: DomainError | null): void;
}

type Sets = Map<string, Set<Listener>>;

function put(sets: Sets, key: string, listener: Listener): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([listener]));
  else set.add(listener);
}

function take(sets: Sets, key: string, listener: Listener): void {
  const set = sets.get(key);
  if (set?.delete(listener) === true && set.size === 0) sets.delete(key);
}

export function openListeners(): Listeners {
  const all = new Set<Listener>();
  const channels: Sets = new Map();
  const sessions: Sets = new Map();
  const unfollow = (listener: Listener): void => {
    for (const channel of listener.channels) take(channels, channel, listener);
  };
  return {
    all,
    following: (channel) => channels.get(channel) ?? [],
    ofSession: (sessionId) => sessions.get(sessionId) ?? [],
    add(listener) {
      all.add(listener);
      put(sessions, listener.user.sessionId, listener);
    },
    follow(listener) {
      for (const channel of listener.channels) put(channels, channel, listener);
    },
    unfollow,
    end(listener, failure) {
      if (listener.state === "ended") return;
      unfollow(listener);
      listener.state = "ended";
      all.delete(listener);
      take(sessions, listener.user.sessionId, listener);
      listener.sink.end(failure);
    },
  };
}
