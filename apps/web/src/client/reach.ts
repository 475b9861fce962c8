"use client";

import { useSyncExternalStore } from "react";

/** Alive, touches nothing. */
const PROBE = "/healthz";
const PROBE_PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** Statuses that a proxy answers with when the server is down. The server's own answers carry a correlation id. */
const GATEWAY = new Set([502, 503, 504]);

// One per tab: whoever misses an answer, everybody on the page is told.
let silentSince: number | null = null;
let looking = false;
let next: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();

function become(since: number | null): void {
  silentSince = since;
  for (const watcher of watchers) watcher();
}

/** False after a call of this tab went unanswered, until one is answered again. */
export function isReached(): boolean {
  return silentSince === null;
}

/** Told whenever that may have changed. */
export function onReach(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch(PROBE, { cache: "no-store", signal: AbortSignal.timeout(PROBE_PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

async function look(pause: number): Promise<void> {
  clearTimeout(next);
  if (await answers()) {
    looking = false;
    become(null);
    return;
  }
  become(silentSince ?? Date.now());
  next = setTimeout(() => void look(Math.min(LONGEST_PAUSE_MS, pause * 2)), pause);
}

/** Something got no answer: looks whether anything does, and goes on looking until it does. */
export function doubtServer(): void {
  if (looking) return;
  looking = true;
  void look(FIRST_PAUSE_MS);
}

/** Looks at once instead of when it is due. */
export function lookNow(): void {
  looking = true;
  void look(FIRST_PAUSE_MS);
}

/** `fetch` that notices a missing server. What its caller gave up says nothing about the server. */
export const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const answer = await fetch(input, init);
    if (GATEWAY.has(answer.status) && !answer.headers.has("x-correlation-id")) doubtServer();
    return answer;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) doubtServer();
    throw error;
  }
};

/** Since when the server has not been reached, in the device's time; null while it answers. */
export function useSilence(): number | null {
  return useSyncExternalStore(
    onReach,
    () => silentSince,
    () => null,
  );
}

/** Resolves when the server answers. */
export function reached(): Promise<void> {
  if (silentSince === null) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = onReach(() => {
      if (silentSince !== null) return;
      stop();
      resolve();
    });
  });
}

const TRIES = 3;

/** A part of the program that is loaded late; when it cannot be fetched it is asked for again once the server answers. */
export async function late<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await load();
    } catch (error) {
      if (attempt >= TRIES) throw error;
      // Until the look has ended nobody knows whether the server is away, and a try would be wasted.
      looking = true;
      await look(FIRST_PAUSE_MS);
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS));
      await reached();
    }
  }
}

/** Watches the browser's network while the page stands. Once in a tab. */
export function watchServer(): () => void {
  const lost = () => {
    become(silentSince ?? Date.now());
    doubtServer();
  };
  window.addEventListener("offline", lost);
  // That the network is back says nothing of the server: it is asked.
  window.addEventListener("online", lookNow);
  if (!navigator.onLine) doubtServer();
  return () => {
    window.removeEventListener("offline", lost);
    window.removeEventListener("online", lookNow);
  };
}
