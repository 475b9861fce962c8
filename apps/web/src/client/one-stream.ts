"use client";

import { AmanatError, type StreamItem } from "@amanat/sdk";

/** Messages on the broadcast channel between the tabs of one person. */
type Said =
  | { say: "event"; item: StreamItem }
  /** A tab asks whether anybody leads, and the leading one answers. */
  | { say: "who" }
  | { say: "me" }
  | { say: "lost" };

export type StreamOfAll = {
  /** Whose news: tabs of different people share nothing. */
  person: string;
  /** Where the page was when the server wrote it. The server signs it for this person and no other. */
  cursor: string;
  open: (after: string, signal: AbortSignal) => AsyncIterable<StreamItem>;
  onItem: (item: StreamItem) => void;
  /** The stream broke, in this tab or in the one that leads; it is opened again. */
  onLost: () => void;
  /** The server does not let this person read on. Nothing more comes. */
  onRefused: (error: unknown) => void;
};

/** How often a tab that is looked at asks whether the leading one still lives, and how long it waits for the answer. */
const ASK_MS = 10_000;
const PATIENCE_MS = 5_000;
/** Between two tries to open the stream. */
const AGAIN_MS = 5_000;
/** More of the same would be refused the same. */
const FINAL = new Set(["AUTHENTICATION_REQUIRED", "INVALID_TOKEN", "INVALID_CURSOR"]);

/**
 * Joins the one stream of all tabs: a browser gives a site six connections over HTTP/1.1, and each stream holds one for
 * good. Whoever has the lock leads, listens to the server and tells the others; when it goes, the next one resumes after
 * the last event that was told. A tab the system has put to sleep keeps its lock: one that is looked at takes it away.
 */
export function joinStream(all: StreamOfAll, stop: AbortSignal): void {
  if (stop.aborted) return;
  if (typeof navigator.locks?.request === "function" && typeof BroadcastChannel === "function") shareStream(all, stop);
  // No secure context: each tab on its own, as far as the connections go.
  else void listen(all, { after: all.cursor }, stop, all.onItem, all.onLost);
}

function shareStream(all: StreamOfAll, stop: AbortSignal): void {
  const name = `amanat.live.${all.person}`;
  const place = { after: all.cursor };
  const channel = new BroadcastChannel(name);
  const tell = (said: Said) => {
    if (!stop.aborted) channel.postMessage(said);
  };
  /** Set while this tab leads: what ends its term. */
  let term: AbortController | null = null;

  const lead = async (): Promise<void> => {
    const mine = new AbortController();
    const leave = () => mine.abort();
    stop.addEventListener("abort", leave, { once: true });
    term = mine;
    tell({ say: "me" });
    await listen(
      all,
      place,
      mine.signal,
      (item) => {
        tell({ say: "event", item });
        all.onItem(item);
      },
      () => {
        tell({ say: "lost" });
        all.onLost();
      },
    );
    if (term === mine) term = null;
    stop.removeEventListener("abort", leave);
  };
  // Rejects when this tab leaves, and when another takes the lock away: then it stands in the queue again.
  const stand = (how: LockOptions): void => {
    navigator.locks.request(name, how, lead).catch(() => {
      term?.abort();
      if (!stop.aborted) stand({ signal: stop });
    });
  };
  stand({ signal: stop });

  let unanswered: ReturnType<typeof setTimeout> | undefined;
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.say === "who") return term === null ? undefined : tell({ say: "me" });
    clearTimeout(unanswered);
    unanswered = undefined;
    if (data.say === "lost") all.onLost();
    if (data.say !== "event") return;
    place.after = data.item.id;
    all.onItem(data.item);
  };
  const ask = () => {
    if (term !== null || document.hidden || unanswered !== undefined) return;
    unanswered = setTimeout(() => {
      unanswered = undefined;
      if (term === null && !document.hidden) stand({ steal: true });
    }, PATIENCE_MS);
    tell({ say: "who" });
  };
  const asking = setInterval(ask, ASK_MS);
  document.addEventListener("visibilitychange", ask);
  stop.addEventListener("abort", () => {
    clearInterval(asking);
    clearTimeout(unanswered);
    document.removeEventListener("visibilitychange", ask);
    channel.close();
  });
}

/** Reads the stream until the signal, again after every break; keeps the place it has come to. Ends when it is refused. */
async function listen(
  all: StreamOfAll,
  place: { after: string },
  signal: AbortSignal,
  take: (item: StreamItem) => void,
  lose: () => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const item of all.open(place.after, signal)) {
        if (signal.aborted) return;
        place.after = item.id;
        take(item);
      }
    } catch (error) {
      if (error instanceof AmanatError && FINAL.has(error.code)) return all.onRefused(error);
    }
    if (signal.aborted) return;
    lose();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
