import { limited } from "@amanat/limits";

/** Streams one session or API key may hold open in this process: more tabs than anybody reads. */
const MOST_STREAMS = 20;
/** When to ask again; a stream's end cannot be foretold. */
const RETRY_SECONDS = 10;

/** Counts the streams that are open, because each costs memory and queries for as long as it lasts and no rate bounds it. */
export interface OpenStreams {
  /** Answers what to call, once, when the stream has ended. Errors: RATE_LIMITED. */
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
