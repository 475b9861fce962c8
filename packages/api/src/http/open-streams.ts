import { limited } from "@amanat/limits";

/** The most streams a session or API key may hold open in this process: more tabs than anybody reads. */
const MOST_STREAMS = 20;
/** When to retry; nobody knows when a stream ends. */
const RETRY_SECONDS = 10;

/** Counts open streams: each costs memory and queries while it lasts, which no rate limit bounds. */
export interface OpenStreams {
  /** Returns the function to call, once, when the stream has ended. Errors: RATE_LIMITED. */
  open(sessionId: string): () => void;
}

export function countStreams(most = MOST_STREAMS): OpenStreams {
  const counts = new Map<string, number>();
  return {
    open(sessionId) {
      const count = counts.get(sessionId) ?? 0;
      if (count >= most) throw limited({ limit: most, remaining: -1, resetSeconds: RETRY_SECONDS });
      counts.set(sessionId, count + 1);
      return () => {
        const left = (counts.get(sessionId) ?? 1) - 1;
        if (left > 0) counts.set(sessionId, left);
        else counts.delete(sessionId);
      };
    },
  };
}
