/** The only writer of money from listed addresses. */
import { DomainError, QUARANTINE_STATUSES, type QuarantineStatus } from "@amanat/contracts";
import { noteChange, type Prisma, requireWay, type TxCtx } from "@amanat/db";
import { QUARANTINE } from "../unmatched-state.ts";
import type { QuarantineRow } from "./rows.ts";

export async function insertQuarantine(tx: TxCtx, data: Prisma.QuarantineUncheckedCreateInput): Promise<QuarantineRow> {
  const after = await tx.tx.quarantine.create({ data });
  noteChange(tx, { kind: "quarantine", id: after.id, before: null, after });
  return after;
}

/** Errors: INVALID_STATE (no such way in the table), VERSION_CONFLICT. */
export async function moveQuarantine(
  tx: TxCtx,
  row: QuarantineRow,
  to: QuarantineStatus,
  data: Prisma.QuarantineUncheckedUpdateManyInput,
): Promise<QuarantineRow> {
  const from = statusOf(row);
  // A new date keeps the status: it is no transition and is not in the table.
  if (from !== to) requireWay(QUARANTINE, from, to);
  const [after] = await tx.tx.quarantine.updateManyAndReturn({
    where: { id: row.id, status: from, version: row.version },
    data: { ...data, status: to, version: row.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "quarantine", id: after.id, before: row, after });
  return after;
}

/** The column is text with a check. */
function statusOf(row: QuarantineRow): QuarantineStatus {
  return QUARANTINE_STATUSES.find((status) => status === row.status) ?? "frozen";
}
