import { DomainError, type SettingChangeState } from "@amanat/contracts";
import { noteChange, type Prisma, requireWay, type TxCtx } from "@amanat/db";
import { SETTING_CHANGE } from "../state.ts";
import type { ChangeRow } from "./rows.ts";

export async function insertChange(tx: TxCtx, data: Prisma.SettingChangeUncheckedCreateInput): Promise<ChangeRow> {
  const row = await tx.tx.settingChange.create({ data });
  noteChange(tx, { kind: "setting_change", id: row.id, before: null, after: { state: row.state } });
  return row;
}

/** Ends a change that waits. Errors: INVALID_STATE, VERSION_CONFLICT (somebody else was faster). */
export async function endChange(
  tx: TxCtx,
  row: ChangeRow,
  to: SettingChangeState,
  ended: { by: string | null; at: Date },
): Promise<ChangeRow> {
  requireWay(SETTING_CHANGE, row.state as SettingChangeState, to);
  const data = { state: to, endedById: ended.by, endedAt: ended.at };
  const { count } = await tx.tx.settingChange.updateMany({ where: { id: row.id, state: row.state }, data });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const after = { ...row, ...data };
  noteChange(tx, { kind: "setting_change", id: row.id, before: { state: row.state }, after: { state: to } });
  return after;
}
