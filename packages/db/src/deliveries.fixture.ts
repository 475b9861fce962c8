import { openDatabase } from "./database.ts";
import { createCtx, type TxCtx } from "./context.ts";
import type { Consumer } from "./consumers.ts";
import { deliverer, type DeliveryCrashPoint } from "./deliveries.ts";
import { TENANT_ID } from "./tenant.ts";

/** How often a subject was reacted to, kept in the reaction's own transaction. */
export function counting(name: string, fails: (subjectId: string) => boolean = () => false): Consumer {
  const count = async (tx: TxCtx, { subjectId }: { subjectId: string }): Promise<void> => {
    const key = `${name}:${subjectId}`;
    await tx.tx.$executeRaw`
      INSERT INTO "Setting" ("tenantId", "key", "value") VALUES (${tx.actor.tenantId}::uuid, ${key}, '1')
      ON CONFLICT ("tenantId", "key") DO UPDATE SET "value" = to_jsonb(("Setting"."value")::int + 1)`;
    if (fails(subjectId)) throw new Error(`${name} does not like ${subjectId}`);
  };
  return { name, from: "beginning", reactions: { "request.changed.v1": count } };
}

// Run as a program: delivers to one consumer and dies at a line of it, the failing line included.
const [url, point, failing] = process.argv.slice(2);
if (url !== undefined && point !== undefined && import.meta.filename === process.argv[1]) {
  const db = await openDatabase({ url, applicationName: "a worker that dies" });
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" });
  const at = (passed: DeliveryCrashPoint): Promise<void> => {
    if (passed === point) process.kill(process.pid, "SIGKILL");
    return Promise.resolve();
  };
  const turn = deliverer([counting("mortal", (subjectId) => subjectId === failing)], { at });
  for (;;) await turn(ctx);
}
