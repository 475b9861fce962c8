import type { EventSubject, EventType } from "@amanat/contracts";

/** What a commit's wake-up names beside its channels: that there is news of a subject, for whoever keeps answers about it. */
export function newsOf(event: EventType | EventSubject): string {
  return `about:${event.split(".")[0] ?? ""}`;
}

/**
 * Called with the channels in which something was committed, and with the news of their subjects. It carries no data: listeners read for
 * themselves. An empty list means anything: its names were too many, or some were lost.
 */
export type BusListener = (channels: readonly string[]) => void;

export interface Bus {
  publish(channels: readonly string[]): void;
  /** Returns the function that unsubscribes. */
  subscribe(listener: BusListener): () => void;
}

/** An in-process bus. A listener that throws affects neither the others nor the commit. */
export function createBus(onError: (error: unknown) => void): Bus {
  const listeners = new Set<BusListener>();
  return {
    publish(channels) {
      for (const listener of listeners) {
        try {
          listener(channels);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
