"use client";

import type { StreamedEvent, StreamedSignal } from "@amanat/contracts";
import { createContext, useContext, useEffect, useRef } from "react";

export type Listener = (event: StreamedEvent) => void;
export type SignalListener = (signal: StreamedSignal) => void;
export type Live = { listen(listener: Listener): () => void; hear(listener: SignalListener): () => void };

/** A page's subscription to its person's events. Nobody is signed in by default, and then no event ever comes. */
export const LiveContext = createContext<Live>({ listen: () => () => undefined, hear: () => () => undefined });

/** Calls `listener` with every event of this person's stream, while the component is mounted. */
export function useLiveEvents(listener: Listener): void {
  const { listen } = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}

/** The same with what is told beside events and kept nowhere: who is there, who is writing. */
export function useLiveSignals(listener: SignalListener): void {
  const { hear } = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => hear((signal) => latest.current(signal)), [hear]);
}
