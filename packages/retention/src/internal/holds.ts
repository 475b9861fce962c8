import { DomainError, type LegalHoldView, publicId } from "@amanat/contracts";
import { type Ctx, namesOf, noteChange, type Prisma, Prisma as P, rowsOf, type RowOf, type TxCtx } from "@amanat/db";

/** The only writer of legal holds (lint enforces it). The database protects the same in the audit trail. */

export type HoldRow = RowOf<"LegalHold">;

/** Errors: INVALID_STATE (it is held). */
export async function insertHold(tx: TxCtx, data: Prisma.LegalHoldCreateManyInput): Promise<HoldRow> {
  const [after] = await tx.tx.legalHold.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!after) throw new DomainError("INVALID_STATE", "It is under a legal hold already.");
  noteChange(tx, { kind: "legal_hold", id: after.id, before: null, after });
  return after;
}

/** Errors: VERSION_CONFLICT. */
export async function endHold(
  tx: TxCtx,
  before: HoldRow,
  data: { releasedById: string; releasedAt: Date; releaseReason: string },
): Promise<HoldRow> {
  const [after] = await tx.tx.legalHold.updateManyAndReturn({
    where: { id: before.id, version: before.version, releasedAt: null },
    data: { ...data, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "legal_hold", id: after.id, before, after });
  return after;
}

/** Nothing is held or released until the transaction ends: the database takes the same lock. */
export async function lockHolds(tx: TxCtx): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('amanat.audit.erase', 0))`;
}

/** Which of these people, deals and cases are held, here or at the owner's command line. */
export async function heldAmong(ctx: Ctx, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const [row] = await rowsOf<{ held: string[] }>(ctx, P.sql`SELECT held_subjects(${[...new Set(subjects)]}::uuid[])::text[] AS "held"`);
  return new Set(row?.held ?? []);
}

/** A held subject as it is called outside. A case is called by its uuid, until cases have a context that names them. */
const subjectOf = ({ kind, subjectId }: HoldRow): string =>
  kind === "person" ? publicId("user", subjectId) : kind === "deal" ? publicId("deal", subjectId) : subjectId;

export async function holdViews(ctx: Ctx, rows: readonly HoldRow[]): Promise<LegalHoldView[]> {
  const names = await namesOf(
    ctx,
    rows.flatMap(({ placedById, releasedById }) => [placedById, releasedById].filter((id) => id !== null)),
  );
  return rows.map((row) => ({
    id: publicId("legalHold", row.id),
    kind: row.kind as LegalHoldView["kind"],
    subjectId: subjectOf(row),
    reason: row.reason,
    placedBy: names.get(row.placedById) ?? "",
    placedAt: row.placedAt.toISOString(),
    released: row.releasedAt && {
      by: row.releasedById === null ? null : (names.get(row.releasedById) ?? ""),
      at: row.releasedAt.toISOString(),
      reason: row.releaseReason ?? "",
    },
    version: row.version,
  }));
}
