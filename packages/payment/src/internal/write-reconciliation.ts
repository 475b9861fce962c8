/** The only writer of runs that compare books and chain, and of what they find. */
import { type DifferenceStatus, DomainError, type ReconciliationStatus } from "@amanat/contracts";
import { type Ctx, newId, noteChange, now, type Prisma, reader, requireWay, type TxCtx } from "@amanat/db";
import { RECONCILIATION, RECONCILIATION_ROW } from "../reconciliation-state.ts";
import type { ReconciliationRowRow, ReconciliationRunRow } from "./rows.ts";

/** A pass asks the chain a hundred questions at most. */
const LEASE_MS = 120_000;

/** Begins a run, unless one runs on the chain already: then null. `by`: null for the timer. */
export async function insertRun(
  tx: TxCtx,
  { chain, by }: { chain: string; by: { userId: string; name: string } | null },
): Promise<ReconciliationRunRow | null> {
  const id = newId();
  const started = { startedById: by?.userId ?? null, startedByName: by?.name ?? null, startedAt: await now(tx) };
  const data = { id, tenantId: tx.actor.tenantId, chain, ...started };
  const { count } = await tx.tx.reconciliationRun.createMany({ data, skipDuplicates: true });
  if (count === 0) return null;
  const after = await tx.tx.reconciliationRun.findUniqueOrThrow({ where: { id } });
  noteChange(tx, { kind: "reconciliation", id, before: null, after });
  return after;
}

/** Takes the chain's running run for one pass; null where there is none, or another worker has it. */
export async function takeRun(ctx: Ctx, chain: string): Promise<ReconciliationRunRow | null> {
  const at = await now(ctx);
  const { reconciliationRun } = reader(ctx);
  const free = { OR: [{ leaseUntil: null }, { leaseUntil: { lte: at } }] };
  const found = await reconciliationRun.findFirst({ where: { tenantId: ctx.actor.tenantId, chain, status: "running", ...free } });
  if (found === null) return null;
  const data = { leaseUntil: new Date(at.getTime() + LEASE_MS), version: found.version + 1 };
  const [taken] = await reconciliationRun.updateManyAndReturn({ where: { id: found.id, version: found.version, ...free }, data });
  return taken ?? null;
}

/** How far a run is. The lease ends, or lasts until `leaseUntil`. Errors: VERSION_CONFLICT (the lease ran out, and another worker went on). */
export async function noteProgress(
  tx: TxCtx,
  run: ReconciliationRunRow,
  data: Prisma.ReconciliationRunUncheckedUpdateManyInput,
): Promise<ReconciliationRunRow> {
  const [after] = await tx.tx.reconciliationRun.updateManyAndReturn({
    where: { id: run.id, status: "running", version: run.version },
    data: { leaseUntil: null, ...data, version: run.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  return after;
}

/** Errors: INVALID_STATE (no such way), VERSION_CONFLICT. */
export async function endRun(
  tx: TxCtx,
  run: ReconciliationRunRow,
  to: Exclude<ReconciliationStatus, "running">,
  data: Prisma.ReconciliationRunUncheckedUpdateManyInput,
): Promise<ReconciliationRunRow> {
  requireWay(RECONCILIATION, "running", to);
  const [after] = await tx.tx.reconciliationRun.updateManyAndReturn({
    where: { id: run.id, status: "running", version: run.version },
    data: { ...data, leaseUntil: null, status: to, endedAt: await now(tx), version: run.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "reconciliation", id: after.id, before: run, after });
  return after;
}

export type Found = Omit<Prisma.ReconciliationRowCreateManyInput, "id" | "runId" | "createdAt">;

/** Suspected differences of a run. One that is known already stays as it is: a pass that died is made again. */
export async function insertSuspected(tx: TxCtx, run: ReconciliationRunRow, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  const createdAt = await now(tx);
  const data = found.map((one) => ({ ...one, id: newId(), runId: run.id, createdAt }));
  await tx.tx.reconciliationRow.createMany({ data, skipDuplicates: true });
}

/** Records a second look, or an admin's decision. Errors: INVALID_STATE (no such way), VERSION_CONFLICT. */
export async function moveDifference(
  tx: TxCtx,
  row: ReconciliationRowRow,
  to: DifferenceStatus,
  data: Prisma.ReconciliationRowUncheckedUpdateManyInput,
): Promise<ReconciliationRowRow> {
  if (row.status !== to) requireWay(RECONCILIATION_ROW, row.status as DifferenceStatus, to);
  const [after] = await tx.tx.reconciliationRow.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, status: to, version: row.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "difference", id: after.id, before: row, after });
  return after;
}
