/** The only writer of devices that sign approvals, of the texts they sign, and of broken glass. */
import { type DeviceStatus, DomainError, TEXT_MINUTES } from "@amanat/contracts";
import { newId, noteChange, now, type Prisma, requireWay, type TxCtx } from "@amanat/db";
import { DEVICE } from "../safekeeping-state.ts";
import type { BreakGlassRow, DeviceRow, TextRow } from "./rows.ts";

const MINUTE_MS = 60_000;

/** Errors: INVALID_STATE (a device that is not revoked has this key). */
export async function insertDevice(tx: TxCtx, data: Omit<Prisma.ApprovalDeviceCreateManyInput, "id">): Promise<DeviceRow> {
  const id = newId();
  const { count } = await tx.tx.approvalDevice.createMany({ data: { ...data, id }, skipDuplicates: true });
  if (count === 0) throw new DomainError("INVALID_STATE");
  const after = await tx.tx.approvalDevice.findUniqueOrThrow({ where: { id } });
  noteChange(tx, { kind: "device", id, before: null, after });
  return after;
}

/** Errors: INVALID_STATE (no such way), VERSION_CONFLICT. */
export async function moveDevice(tx: TxCtx, row: DeviceRow, to: DeviceStatus, by: { userId: string; name: string }): Promise<DeviceRow> {
  requireWay(DEVICE, row.status as DeviceStatus, to);
  const [after] = await tx.tx.approvalDevice.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { status: to, movedById: by.userId, movedByName: by.name, movedAt: await now(tx), version: row.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "device", id: after.id, before: row, after });
  return after;
}

/** A new text for an admin about one thing; the one before is void. */
export async function replaceText(tx: TxCtx, { adminId, subjectId }: { adminId: string; subjectId: string }): Promise<TextRow> {
  const at = await now(tx);
  const fresh = { id: newId(), createdAt: at, expiresAt: new Date(at.getTime() + TEXT_MINUTES * MINUTE_MS) };
  return tx.tx.textToSign.upsert({
    where: { adminId_subjectId: { adminId, subjectId } },
    create: { ...fresh, tenantId: tx.actor.tenantId, adminId, subjectId },
    update: fresh,
  });
}

/** Takes a text away: of several who send it signed, one is left with it. Errors: TEXT_NOT_SIGNED (none, another's, used, or too old). */
export async function takeText(
  tx: TxCtx,
  { id, adminId, subjectId }: { id: string | null; adminId: string; subjectId: string },
): Promise<TextRow> {
  const row = id === null ? null : await tx.tx.textToSign.findFirst({ where: { id, adminId, subjectId } });
  const { count } = row === null ? { count: 0 } : await tx.tx.textToSign.deleteMany({ where: { id: row.id } });
  if (row === null || count === 0 || row.expiresAt <= (await now(tx))) throw new DomainError("TEXT_NOT_SIGNED");
  return row;
}

/** Null where glass is broken already. */
export async function insertGlass(tx: TxCtx, data: Omit<Prisma.BreakGlassCreateManyInput, "id">): Promise<BreakGlassRow | null> {
  const id = newId();
  const { count } = await tx.tx.breakGlass.createMany({ data: { ...data, id }, skipDuplicates: true });
  if (count === 0) return null;
  const after = await tx.tx.breakGlass.findUniqueOrThrow({ where: { id } });
  noteChange(tx, { kind: "breakGlass", id, before: null, after });
  return after;
}

/** `by`: null where its time ran out. Null where it was ended already. */
export async function endGlassRow(
  tx: TxCtx,
  row: BreakGlassRow,
  by: { userId: string; name: string } | null,
): Promise<BreakGlassRow | null> {
  const [after] = await tx.tx.breakGlass.updateManyAndReturn({
    where: { id: row.id, endedAt: null },
    data: { endedAt: await now(tx), endedById: by?.userId ?? null, endedByName: by?.name ?? null },
  });
  if (after === undefined) return null;
  noteChange(tx, { kind: "breakGlass", id: after.id, before: row, after });
  return after;
}
