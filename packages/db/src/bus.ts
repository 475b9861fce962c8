/** Told the channels in which something new was committed. Carries no data: whoever listens reads for itself. */
export type BusListener = (channels: readonly string[]) => void;

export interface Bus {
  publish(channels: readonly string[]): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: BusListener): () => void;
}

/** An in-process bus. A listener that throws harms neither the others nor the commit that woke it. */
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
