import type { EventSubject, EventType } from "@amanat/contracts";
import type { Json } from "./json.ts";

/** What a commit's wake-up names beside its channels: that there is news of a subject, for whoever keeps answers about it. */
export function newsOf(event: EventType | EventSubject): string {
  return `about:${event.split(".")[0] ?? ""}`;
}

/**
 * Called with the channels in which something was committed, and with the news of their subjects. It carries no data: listeners read for
 * themselves. An empty list means anything: its names were too many, or some were lost.
 */
export type BusListener = (channels: readonly string[]) => void;

/**
 * What people's streams are told and nobody stores: whoever has no stream now never hears it. `whenHere`: it is told only if this person has a
 * stream, which the process that has it finds out.
 */
export type Signal = { readonly to: readonly string[]; readonly data: Json; readonly whenHere?: string };

export interface Bus {
  publish(channels: readonly string[]): void;
  /** Returns the function that unsubscribes. */
  subscribe(listener: BusListener): () => void;
  signal(signal: Signal): void;
  /** Returns the function that unsubscribes. */
  onSignal(listener: (signal: Signal) => void): () => void;
}

/** An in-process bus. A listener that throws affects neither the others nor the commit. */
export function createBus(onError: (error: unknown) => void): Bus {
  const news = heardBy<readonly string[]>(onError);
  const signals = heardBy<Signal>(onError);
  return { publish: news.tell, subscribe: news.hear, signal: signals.tell, onSignal: signals.hear };
}

function heardBy<Said>(onError: (error: unknown) => void) {
  const listeners = new Set<(said: Said) => void>();
  return {
    tell(said: Said): void {
      for (const listener of listeners) {
        try {
          listener(said);
        } catch (error) {
          onError(error);
        }
      }
    },
    hear(listener: (said: Said) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
