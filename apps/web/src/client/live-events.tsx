"use client";

import type { StreamedEvent } from "@amanat/contracts";
import { AmanatError } from "@amanat/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useAmanat, useMe } from "./amanat.tsx";
import { staleAfter } from "./live-effects.ts";

type Listener = (event: StreamedEvent) => void;
type Live = { online: boolean; listen(listener: Listener): () => void };

const LiveContext = createContext<Live>({ online: true, listen: () => () => undefined });

const RETRY_MS = 5_000;

/** Calls `listener` with every event of this person's stream, while the component is mounted. */
export function useLiveEvents(listener: Listener): void {
  const { listen } = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}

/** False while the browser says it has no network. */
export function useOnline(): boolean {
  return useContext(LiveContext).online;
}

/**
 * The one event subscription of this tab. Each event marks the queries it concerns as stale, so
 * pages follow the deal without asking; after a break everything on screen is asked again once.
 */
export function LiveEvents({ children }: { children: ReactNode }) {
  const amanat = useAmanat();
  const me = useMe();
  const queries = useQueryClient();
  const listeners = useRef(new Set<Listener>());
  const online = useNetworkState();

  useEffect(() => {
    if (!me || !online) return;
    const stop = new AbortController();
    let lastEventId: string | undefined;
    const deliver = (event: StreamedEvent) => {
      if (event.type === "session.revoked.v1") window.location.reload();
      const stale = new Set(staleAfter(event.type));
      void queries.invalidateQueries({ predicate: ({ queryKey }) => stale.has(`${String(queryKey[0])}.${String(queryKey[1])}`) });
      for (const listener of listeners.current) listener(event);
    };
    const follow = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          for await (const { id, event } of amanat.events.stream({
            signal: stop.signal,
            ...(lastEventId === undefined ? {} : { lastEventId }),
          })) {
            lastEventId = id;
            deliver(event);
          }
        } catch (error) {
          if (error instanceof AmanatError && (error.code === "AUTHENTICATION_REQUIRED" || error.code === "INVALID_TOKEN")) return;
          if (error instanceof AmanatError && error.code === "INVALID_CURSOR") lastEventId = undefined;
        }
        await pause(RETRY_MS, stop.signal);
      }
    };
    void follow();
    return () => stop.abort();
  }, [amanat, me, online, queries]);

  const live = useMemo<Live>(
    () => ({
      online,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [online],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Network state; coming back marks everything stale, because events may have passed meanwhile. */
function useNetworkState(): boolean {
  const queries = useQueryClient();
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const up = () => {
      setOnline(true);
      void queries.invalidateQueries();
    };
    const down = () => setOnline(false);
    if (!navigator.onLine) down();
    window.addEventListener("online", up);
    window.addEventListener("offline", down);
    return () => {
      window.removeEventListener("online", up);
      window.removeEventListener("offline", down);
    };
  }, [queries]);
  return online;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
