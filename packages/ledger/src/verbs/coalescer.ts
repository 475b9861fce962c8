import { DomainError } from "@amanat/contracts";
import { encode, type EncodedJournal, type Journal } from "../internal/journal.ts";
import { type BatchOutcome, type Outcome, type Pool, postAlone, postTogether } from "./post.ts";

export type CoalescerOptions = {
  pool: Pool;
  tenantId: string;
  /** Batches under way at once. More only make them smaller. Default 2. */
  connections?: number;
  /** Journals of one batch. Default 100. */
  maxBatch?: number;
  /** Journals that may wait; further ones get BUSY. Default 10,000. */
  maxWaiting?: number;
};

export interface Coalescer {
  /**
   * Posts a lone journal, without a guard, as `tryPost` does. Errors: VALIDATION_ERROR, BUSY (too many wait), SERVICE_UNAVAILABLE (it may or may
   * not have been posted; posting it again is safe).
   */
  post(journal: Journal): Promise<Outcome>;
  /** Refuses new journals and resolves when the accepted ones are answered. */
  close(): Promise<void>;
}

type Waiting = { journal: EncodedJournal; resolve: (outcome: Outcome) => void; reject: (error: unknown) => void };

/**
 * Batches the lone posts of a process: journals that queued while the connections were busy are posted together. There is no timer, so a lone
 * caller never waits, and many callers share one commit.
 */
export function openCoalescer(options: CoalescerOptions): Coalescer {
  const { pool, tenantId, connections = 2, maxBatch = 100, maxWaiting = 10_000 } = options;
  const waiting: Waiting[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;

  function pump(): void {
    while (running.size < connections && waiting.length > 0) {
      const batch = waiting.splice(0, maxBatch);
      const sent = send(batch).finally(() => {
        running.delete(sent);
        pump();
      });
      running.add(sent);
    }
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    try {
      const [only] = batch;
      if (batch.length === 1 && only) return only.resolve(await postAlone(pool, tenantId, only.journal));
      const outcomes = await postTogether(
        pool,
        tenantId,
        batch.map(({ journal }) => journal),
      );
      for (const [index, one] of batch.entries()) settle(one, outcomes[index]);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    async post(journal) {
      if (closed) throw new DomainError("SERVICE_UNAVAILABLE", "The ledger is closing");
      if (waiting.length >= maxWaiting) throw new DomainError("BUSY", "Too many postings are waiting");
      const encoded = encode(journal);
      return new Promise((resolve, reject) => {
        waiting.push({ journal: encoded, resolve, reject });
        // Callers of the same turn are batched together.
        queueMicrotask(pump);
      });
    },
    async close() {
      closed = true;
      while (waiting.length > 0 || running.size > 0) {
        pump();
        await Promise.all(running);
      }
    },
  };
}

function settle({ resolve, reject }: Waiting, outcome: BatchOutcome | undefined): void {
  if (outcome === undefined || outcome === "malformed") reject(new DomainError("VALIDATION_ERROR", "The journal is malformed"));
  else resolve(outcome);
}
