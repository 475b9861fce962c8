/** Called with the channels in which something was committed. It carries no data: listeners read for themselves. */
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
