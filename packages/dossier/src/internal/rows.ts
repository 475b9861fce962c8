import { DomainError, type DossierFault, type DossierState, type DossierView, publicId } from "@amanat/contracts";
import { appendEvents, type Ctx, lockRows, noteChange, now, Prisma, reader, requireWay, type RowOf, rowsOf, type TxCtx } from "@amanat/db";
import { DOSSIER } from "../state.ts";

/** The only writer of records (lint enforces it). */

export type DossierRow = RowOf<"Dossier">;

/** How far it is and when it is looked at are no decisions of anybody. */
const told = ({ nextAt: _next, progress: _progress, attempts: _attempts, size, ...row }: DossierRow): object => ({
  ...row,
  size: size?.toString() ?? null,
});

export function dossierView(row: DossierRow): DossierView {
  return {
    id: publicId("dossier", row.id),
    dealId: publicId("deal", row.dealId),
    state: row.status as DossierState,
    progress: row.progress,
    fault: row.fault as DossierFault | null,
    size: row.size === null ? null : Number(row.size),
    sha256: row.sha256,
    askedAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

async function tell(tx: TxCtx, row: DossierRow): Promise<void> {
  const payload = { dossierId: publicId("dossier", row.id), dealId: publicId("deal", row.dealId), state: row.status as DossierState };
  await appendEvents(tx, [
    { type: "dossier.changed.v1", subjectId: row.id, payload, channels: [`user:${row.readerId}`], actorRole: "system" },
  ]);
}

export async function insertDossier(tx: TxCtx, data: Prisma.DossierUncheckedCreateInput): Promise<DossierRow> {
  const row = await tx.tx.dossier.create({ data });
  noteChange(tx, { kind: "dossier", id: row.id, before: null, after: told(row) });
  await tell(tx, row);
  return row;
}

/** The live record that this person has of a deal, locked; null where there is none. */
export async function lockLive(tx: TxCtx, dealId: string, readerId: string): Promise<DossierRow | null> {
  const rows = await lockRows(
    tx,
    { d: "Dossier" },
    Prisma.sql`"Dossier" d WHERE d."dealId" = ${dealId}::uuid AND d."readerId" = ${readerId}::uuid AND d."status" IN ('asked', 'making', 'ready')
      FOR UPDATE OF d`,
  );
  return rows[0]?.d ?? null;
}

export const newestOf = (ctx: Ctx, dealId: string, readerId: string): Promise<DossierRow | null> =>
  reader(ctx).dossier.findFirst({
    where: { dealId, readerId, tenantId: ctx.actor.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });

type Change = Omit<Prisma.DossierUncheckedUpdateManyInput, "status" | "version">;

/** Moves a record by its table, and tells its reader. Errors: INVALID_STATE, VERSION_CONFLICT (another worker has it). */
export async function moveDossier(tx: TxCtx, row: DossierRow, to: DossierState, data: Change): Promise<DossierRow> {
  requireWay(DOSSIER, row.status as DossierState, to);
  const [after] = await tx.tx.dossier.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, status: to, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "dossier", id: row.id, before: told(row), after: told(after) });
  await tell(tx, after);
  return after;
}

/** How far it is, and that its worker lives. Errors: VERSION_CONFLICT (another worker has it). */
export async function signOfLife(tx: TxCtx, row: DossierRow, progress: number, nextAt: Date): Promise<void> {
  const { count } = await tx.tx.dossier.updateMany({
    where: { id: row.id, status: "making", version: row.version },
    data: { progress, nextAt },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
}

/** Its bytes are gone: nothing is left to do. */
export async function emptied(tx: TxCtx, row: DossierRow): Promise<void> {
  await tx.tx.dossier.updateMany({ where: { id: row.id, version: row.version }, data: { objectId: null, nextAt: null } });
}

/** Takes the record that is due the longest, for as long as a lease. Null when none is. */
export async function leaseDue(tx: TxCtx, leaseMs: number): Promise<DossierRow | null> {
  const at = await now(tx);
  const [due] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Dossier" WHERE "nextAt" <= ${at} ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const nextAt = new Date(at.getTime() + leaseMs);
  const [row] = await tx.tx.dossier.updateManyAndReturn({ where: { id: due.id }, data: { nextAt } });
  return row ?? null;
}

/** Records that wait or are being made, and how many this person has asked for since. */
export async function countsOf(tx: TxCtx, readerId: string, sinceMs: number): Promise<{ waiting: number; asked: number }> {
  const since = new Date((await now(tx)).getTime() - sinceMs);
  const [row] = await rowsOf<{ waiting: number; asked: number }>(
    tx,
    Prisma.sql`SELECT
      (SELECT count(*)::int FROM "Dossier" WHERE "nextAt" IS NOT NULL AND "status" IN ('asked', 'making')) AS "waiting",
      (SELECT count(*)::int FROM "Dossier" WHERE "readerId" = ${readerId}::uuid AND "createdAt" > ${since}) AS "asked"`,
  );
  return row ?? { waiting: 0, asked: 0 };
}
