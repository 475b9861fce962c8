import type { FedEvent, TxCtx } from "@amanat/db";
import { COUNTS, dayOf } from "../rules.ts";

/** Counts these events, each on its day. */
export async function countDays(tx: TxCtx, events: readonly FedEvent[]): Promise<void> {
  const days = new Map<string, { tenantId: string; day: string; name: string; count: number }>();
  for (const { type, tenantId, at } of events) {
    const name = COUNTS[type];
    if (name === undefined) continue;
    const day = dayOf(at);
    const key = `${tenantId} ${day} ${name}`;
    days.set(key, { tenantId, day, name, count: (days.get(key)?.count ?? 0) + 1 });
  }
  if (days.size === 0) return;
  await tx.tx.$executeRaw`
    INSERT INTO "DeskDay" AS d ("tenantId", "day", "name", "count")
    SELECT "tenantId", "day", "name", "count"
    FROM jsonb_to_recordset(${JSON.stringify([...days.values()])}::jsonb) AS r("tenantId" uuid, "day" date, "name" text, "count" int)
    ON CONFLICT ("tenantId", "day", "name") DO UPDATE SET "count" = d."count" + EXCLUDED."count"`;
}
