"use client";

import type { StreamedEvent } from "@amanat/contracts";
import { createContext, useContext, useEffect, useRef } from "react";

export type Listener = (event: StreamedEvent) => void;
export type Live = { listen(listener: Listener): () => void };

/** A page's subscription to its person's events. Nobody is signed in by default, and then no event ever comes. */
export const LiveContext = createContext<Live>({ listen: () => () => undefined });

/** Calls `listener` with every event of this person's stream, while the component is mounted. */
export function useLiveEvents(listener: Listener): void {
  const { listen } = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}
