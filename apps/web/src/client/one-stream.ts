"use client";

import { AmanatError, type StreamedSignal, type StreamItem } from "@amanat/sdk";
import { type Heard, lacks, openHeard, type Place } from "./heard.ts";

/**
 * Messages on the broadcast channel between the tabs of one person. A tab of an older program does not know all of them
 * and passes over those.
 */
type Said =
  | { say: "event"; item: StreamItem }
  /** Typing or presence: it is stored nowhere, so a tab that misses it cannot ask for it again. */
  | { say: "signal"; signal: StreamedSignal }
  /** A tab asks whether anybody leads, and the leading one answers with the place it has come to. */
  | { say: "who" }
  | { say: "me"; at?: Place }
  /** A tab that has just come, or fell behind, says where it is; the leading one tells it again what came after that. */
  | { say: "here"; tab: string; place: Place }
  | { say: "kept"; tab: string; since: Place; items: readonly StreamItem[] }
  | { say: "lost" };

export type StreamOfAll = {
  /** Whose news: tabs of different people share nothing. */
  person: string;
  /** Where the page was when the server wrote it. The server signs it for this person and no other. */
  cursor: string;
  open: (after: string, signal: AbortSignal, onSignal: (signal: StreamedSignal) => void) => AsyncIterable<StreamItem>;
  onItem: (item: StreamItem) => void;
  onSignal: (signal: StreamedSignal) => void;
  /** Events since the page was written may be missing: everything on it has to be refetched. */
  onGap: () => void;
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
  else void listen(all, { after: all.cursor }, stop, { take: all.onItem, lose: all.onLost, hear: all.onSignal });
}

function shareStream(all: StreamOfAll, stop: AbortSignal): void {
  // Tabs of a program that counted differently talk among themselves.
  const name = `amanat.news.${all.person}`;
  const heard = openHeard(all.cursor);
  const channel = new BroadcastChannel(name);
  const tell = (said: Said) => {
    if (!stop.aborted) channel.postMessage(said);
  };
  const place = followPlace(all, heard, tell);
  /** Set while this tab leads: what ends its term. */
  let term: AbortController | null = null;

  const lead = async (): Promise<void> => {
    const mine = new AbortController();
    const leave = () => mine.abort();
    stop.addEventListener("abort", leave, { once: true });
    term = mine;
    // The server tells it all that came after its page.
    place.known();
    tell({ say: "me", at: heard.place });
    await listen(all, heard, mine.signal, toldToAll(all, place, tell));
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

  let unanswered: ReturnType<typeof setTimeout> | undefined;
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.say === "who") return term === null ? undefined : tell({ say: "me", at: heard.place });
    if (data.say === "here") return term === null ? undefined : tell({ say: "kept", tab: data.tab, ...heard.again(data.place) });
    // All else is said by the tab that leads.
    clearTimeout(unanswered);
    unanswered = undefined;
    if (data.say === "lost") all.onLost();
    else if (data.say === "signal") all.onSignal(data.signal);
    else place.hear(data);
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
    place.known();
    document.removeEventListener("visibilitychange", ask);
    channel.close();
  });
  place.greet();
  stand({ signal: stop });
}

/**
 * Keeps a tab beside the one that leads. What that one told after this tab's page was written, and before this tab
 * listened, was told to nobody here: the tab says where it is, and is told it again. Where nobody answers, because the tab
 * that leads is of an older program, or no longer has it all, the page is asked for anew.
 */
function followPlace(all: StreamOfAll, heard: Heard, tell: (said: Said) => void) {
  const tab = crypto.randomUUID();
  let awaited: ReturnType<typeof setTimeout> | undefined;
  const known = () => {
    clearTimeout(awaited);
    awaited = undefined;
  };
  const take = (item: StreamItem) => {
    if (heard.take(item)) all.onItem(item);
  };
  const skip = (to: Place | null) => {
    heard.skip(to);
    all.onGap();
  };
  const greet = () => {
    known();
    awaited = setTimeout(() => {
      awaited = undefined;
      skip(null);
    }, PATIENCE_MS);
    tell({ say: "here", tab, place: heard.place });
  };
  return {
    greet,
    /** Nothing is missing, or somebody else sees to it. */
    known,
    take,
    hear(said: Said): void {
      // While an answer is awaited it will contain this event, and what has to come before it.
      if (said.say === "event" && awaited === undefined) take(said.item);
      if (said.say === "me" && said.at !== undefined) {
        if (lacks(heard.place, said.at)) greet();
        else known();
      }
      if (said.say !== "kept" || said.tab !== tab) return;
      known();
      if (lacks(heard.place, said.since)) skip(said.since);
      for (const item of said.items) take(item);
    },
  };
}

/** The handlers of one stream: an event, a gap after which all must be read anew, and a signal that nobody stores. */
type Hearing = { take: (item: StreamItem) => void; lose: () => void; hear: (signal: StreamedSignal) => void };

/** The tab that leads tells the others, then itself. */
function toldToAll(all: StreamOfAll, place: Pick<Hearing, "take">, tell: (said: Said) => void): Hearing {
  return {
    take: (item) => {
      tell({ say: "event", item });
      place.take(item);
    },
    lose: () => {
      tell({ say: "lost" });
      all.onLost();
    },
    hear: (signal) => {
      tell({ say: "signal", signal });
      all.onSignal(signal);
    },
  };
}

/** Reads the stream until the signal, again after every break; keeps the place it has come to. Ends when it is refused. */
async function listen(all: StreamOfAll, place: Pick<Heard, "after">, signal: AbortSignal, { take, lose, hear }: Hearing): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const item of all.open(place.after, signal, hear)) {
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
