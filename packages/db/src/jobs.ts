import { BrokenInvariant } from "@amanat/contracts";
import { fromPrisma } from "pg-boss";
import type { TxCtx } from "./context.ts";
import type { Database } from "./database.ts";
import type { Json } from "./json.ts";

export type EnqueueOptions = {
  startAfter?: Date;
  /** At most one waiting job per key. */
  singletonKey?: string;
  /** How long its row stays once it has ended; the queue's own time when left out. */
  deleteAfterSeconds?: number;
};

/** Creates a queue if it does not exist. Called once at start; sending to an unknown queue fails. */
export async function ensureQueue(db: Database, queue: string): Promise<void> {
  if (!db.boss) throw new BrokenInvariant("this process was opened without jobs");
  if ((await db.boss.getQueue(queue)) === null) await db.boss.createQueue(queue);
}

/** Sends a job that exists only if the transaction commits. The process must have been opened with `jobs: true`. */
export async function enqueue(tx: TxCtx, queue: string, data: { [key: string]: Json }, options: EnqueueOptions = {}): Promise<void> {
  if (!tx.db.boss) throw new BrokenInvariant("this process was opened without jobs");
  await tx.db.boss.send(queue, data, {
    db: fromPrisma(tx.tx),
    ...(options.startAfter ? { startAfter: options.startAfter } : {}),
    ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
    ...(options.deleteAfterSeconds ? { deleteAfterSeconds: options.deleteAfterSeconds } : {}),
  });
}
