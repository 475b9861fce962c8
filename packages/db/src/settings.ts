import type * as z from "zod";
import { type Ctx, reader, type TxCtx } from "./context.ts";
import type { Json } from "./json.ts";

/**
 * An operator's knob, read fresh each time so that every process follows a change at once.
 * A stored value its schema refuses counts as not set and is logged.
 */
export async function setting<T>(ctx: Ctx, key: string, schema: z.ZodType<T>, fallback: T): Promise<T> {
  const row = await reader(ctx).setting.findUnique({ where: { tenantId_key: { tenantId: ctx.actor.tenantId, key } } });
  if (!row) return fallback;
  const parsed = schema.safeParse(row.value);
  if (parsed.success) return parsed.data;
  ctx.log.error({ key }, "a stored setting is not valid; using the default");
  return fallback;
}

/** Changes an operator's knob. The caller has checked role and value, and writes the audit entry. */
export async function changeSetting(tx: TxCtx, key: string, value: Json): Promise<void> {
  await tx.tx.$executeRaw`
    INSERT INTO "Setting" ("tenantId", "key", "value") VALUES (${tx.actor.tenantId}::uuid, ${key}, ${JSON.stringify(value)}::jsonb)
    ON CONFLICT ("tenantId", "key") DO UPDATE SET "value" = EXCLUDED."value", "updatedAt" = now()`;
}
