import { DomainError, uuidOf } from "@amanat/contracts";
import { lockRows, Prisma, type RowOf, type TxCtx } from "@amanat/db";

export type ChangeRow = RowOf<"SettingChange">;
export const SETTING_TIMER = "setting_change";

/** Whoever changes a setting comes one after the other. */
export async function lockSetting(tx: TxCtx, key: string): Promise<void> {
  await tx.tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`setting ${tx.actor.tenantId} ${key}`}, 0))::text`;
}

/** Locks a change. Errors: NOT_FOUND. */
export async function lockChange(tx: TxCtx, changeId: string): Promise<ChangeRow> {
  const id = uuidOf("settingChange", changeId);
  const row = id === null ? null : await lockChangeRow(tx, id);
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/** The same by its uuid; null when there is none in this tenant. */
export async function lockChangeRow(tx: TxCtx, id: string): Promise<ChangeRow | null> {
  const [row] = await lockRows(
    tx,
    { c: "SettingChange" },
    Prisma.sql`"SettingChange" c WHERE c."id" = ${id}::uuid AND c."tenantId" = ${tx.actor.tenantId}::uuid FOR UPDATE`,
  );
  return row?.c ?? null;
}
