import { createCtx, type Database, type Logger, newId, TENANT_ID } from "@amanat/db";
import { DeliveryTally } from "@amanat/payment";

const WRITE_MS = 5_000;

export type KeptTally = { readonly counts: DeliveryTally; close(): Promise<void> };

/** Counts what comes to the webhooks, and writes it down every five seconds and at the end. */
export function keptTally(db: Database, log: Logger): KeptTally {
  const counts = new DeliveryTally();
  const write = (): Promise<void> =>
    counts
      .write(createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log, correlationId: newId() }))
      .catch((error: unknown) => log.warn({ err: error }, "what came to the webhooks could not be written down"));
  const timer = setInterval(() => void write(), WRITE_MS);
  timer.unref();
  return {
    counts,
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}
