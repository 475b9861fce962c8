"use client";

import { AmanatError } from "@amanat/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useTimeZone } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from "react";
import { unsentPrefix } from "../features/chat/unsent-prefix.ts";
import { useAmanat } from "./amanat.tsx";
import { LiveContext, type Listener, type Live, type SignalListener } from "./live-context.ts";
import { useMe } from "./me.tsx";
import type { StreamOfAll } from "./one-stream.ts";
import type { tellZone as TellZone } from "./own-zone.ts";
import { doubtServer, late, useSilence } from "./reach.ts";
import { readsWait } from "./reads-wait.ts";
import { refreshAfter } from "./stale.ts";

/**
 * The news of this person, by the one stream all tabs share. Each event marks the queries it concerns as stale, so pages
 * follow the deal without asking; after a silence everything on screen is asked again once. `cursor` is where the page
 * was when the server wrote it.
 */
export function LiveEvents({ cursor, children }: { cursor: string | null; children: ReactNode }) {
  const amanat = useAmanat();
  const person = useMe()?.id ?? null;
  const queries = useQueryClient();
  const listeners = useRef(new Set<Listener>());
  const hearers = useRef(new Set<SignalListener>());
  // A refresh of the page brings a later one; the stream is beyond it by then.
  const [from] = useState(cursor);
  const router = useRouter();
  const askAgain = useEffectEvent(() => {
    void queries.invalidateQueries();
    router.refresh();
  });
  useCaughtUp();
  useOwnZone();
  useLeftovers(person);

  useEffect(() => {
    // Without a place signed for this person a stream could be that of whoever signed in since.
    if (person === null || from === null) return;
    const stop = new AbortController();
    const all: StreamOfAll = {
      person,
      cursor: from,
      open: (after, signal, onSignal) =>
        amanat.events.stream({
          signal,
          lastEventId: after,
          onSignal,
          onConnection: (state) => {
            if (state === "lost") doubtServer();
          },
        }),
      onItem: ({ event }) => {
        if (event.type === "session.revoked.v1") window.location.reload();
        void refreshAfter(queries, event.type);
        for (const listener of listeners.current) listener(event);
      },
      onSignal: (signal) => {
        for (const hearer of hearers.current) hearer(signal);
      },
      onGap: () => askAgain(),
      onLost: doubtServer,
      onRefused: (error) => {
        // The place was signed for somebody who is not this browser's any more, or for a time the server has forgotten.
        if (error instanceof AmanatError && error.code === "INVALID_CURSOR") reloadOnce();
      },
    };
    // After the page: nobody waits for news in the first second, and nothing is lost meanwhile.
    void late(() => import("./after-sign-in.ts")).then(({ joinStream }) => joinStream(all, stop.signal));
    return () => stop.abort();
  }, [amanat, person, from, queries]);

  const live = useMemo<Live>(
    () => ({
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
      hear: (hearer) => {
        hearers.current.add(hearer);
        return () => hearers.current.delete(hearer);
      },
    }),
    [],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** A page this young was just loaded: loading it again would bring the same. */
const YOUNG_MS = 10_000;

function reloadOnce(): void {
  if (performance.now() > YOUNG_MS) window.location.reload();
}

/** When the server answers again after a silence, everything on screen is asked once. */
function useCaughtUp(): void {
  const queries = useQueryClient();
  const silence = useSilence();
  const wasSilent = useRef(false);
  useEffect(readsWait, []);
  useEffect(() => {
    if (wasSilent.current && silence === null) void queries.invalidateQueries();
    wasSilent.current = silence !== null;
  }, [queries, silence]);
}

/** Says once in which zone the browser is, for an account that has none. */
function useOwnZone(): void {
  const amanat = useAmanat();
  const me = useMe();
  const shown = useTimeZone();
  const router = useRouter();
  const once = useEffectEvent((tellZone: typeof TellZone) => {
    // Nobody misses it: the next page asks again.
    if (me !== null) tellZone(amanat, me, shown, () => router.refresh()).catch(() => undefined);
  });
  useEffect(() => {
    const stop = new AbortController();
    void late(() => import("./after-sign-in.ts")).then(({ tellZone }) => {
      if (!stop.signal.aborted) once(tellZone);
    });
    return () => stop.abort();
  }, []);
}

/** Sends what somebody wrote when nobody answered, whichever page they come back on. Its code comes only where something waits. */
function useLeftovers(person: string | null): void {
  const amanat = useAmanat();
  useEffect(() => {
    if (person === null || !waits(unsentPrefix(person))) return;
    void late(() => import("../features/chat/use-outbox.ts")).then(({ sendLeftovers }) => sendLeftovers(amanat, person));
  }, [amanat, person]);
}

/** True when local storage has a key that begins with this prefix. A browser may refuse to let it be read. */
function waits(prefix: string): boolean {
  try {
    return Object.keys(window.localStorage).some((key) => key.startsWith(prefix));
  } catch {
    return false;
  }
}
