import { type DifferenceView, DomainError, parsed, resolveDifferenceInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, mendIncidents, now, oncePerKey, requireRole, type TxCtx } from "@amanat/db";
import { journalTouches } from "@amanat/ledger";
import type * as z from "zod";
import type { ReconciliationRowRow } from "../internal/rows.ts";
import { moveDifference } from "../internal/write-reconciliation.ts";
import { differenceViewOf } from "../reads/reconciliations.ts";

/**
 * An admin says why books and chain differ, with a note and what explains it: a journal that touches the place, or a transaction of its chain. Nothing
 * in the books is changed by it: what still differs at the next run is found again. The incident ends when nothing of the chain's last run is open.
 *
 * - Who: an admin. From: `open`.
 * - Two at once: one is first, by the row's version; the other gets INVALID_STATE or VERSION_CONFLICT. Replay: with the same Idempotency-Key the
 *   stored answer.
 * - Dies anywhere: one transaction.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, VALIDATION_ERROR (`link.journal` touches nothing of it),
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function resolveDifference(ctx: Ctx, input: z.input<typeof resolveDifferenceInput>): Promise<DifferenceView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(resolveDifferenceInput, input);
  return oncePerKey(ctx, "payment.resolveDifference", command, async (tx) => {
    const id = uuidOf("difference", command.differenceId);
    const row = id === null ? null : await tx.tx.reconciliationRow.findFirst({ where: { id, run: { tenantId: admin.tenantId } } });
    if (!row || row.status === "suspected" || row.status === "vanished") throw new DomainError("NOT_FOUND");
    if (row.status !== "open") throw new DomainError("INVALID_STATE");
    if (row.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    const { link, note } = command;
    const journal = link.kind === "journal" ? await journalOf(tx, row, link.journal) : null;
    const txHash = link.kind === "transaction" ? link.txHash : null;
    const at = await now(tx);
    const by = { resolvedById: admin.userId, resolvedByName: admin.name, resolvedAt: at };
    const after = await moveDifference(tx, row, "resolved", { note, journal, txHash, ...by });
    await audit(tx, {
      action: "reconciliation.resolve",
      subjectKind: "difference",
      subjectId: row.id,
      payload: { note, journal, txHash, asset: row.assetId, difference: row.difference.toString() },
    });
    await mendWhenAllIs(tx, row);
    return differenceViewOf(tx, after);
  });
}

async function journalOf(tx: TxCtx, row: ReconciliationRowRow, named: string): Promise<string> {
  const id = uuidOf("journal", named);
  const scopes = row.scope === null ? [] : [row.scope, ...(await bookedUnder(tx, row.scope))];
  const touches = id !== null && (await journalTouches(tx, id, { asset: row.assetId, address: row.address, scopes }));
  if (!touches) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "link.journal", code: "differs" }] });
  return id;
}

async function bookedUnder(tx: TxCtx, scope: string): Promise<string[]> {
  const intents = await tx.tx.paymentIntent.findMany({ where: { scope }, select: { bookedUnder: true } });
  return intents.map((intent) => intent.bookedUnder);
}

/** The incident is about the chain's last run that ended. */
async function mendWhenAllIs(tx: TxCtx, { runId }: ReconciliationRowRow): Promise<void> {
  const { tenantId } = tx.actor;
  const { chain } = await tx.tx.reconciliationRun.findUniqueOrThrow({ where: { id: runId }, select: { chain: true } });
  const last = await tx.tx.reconciliationRun.findFirst({
    where: { tenantId, chain, status: { in: ["agrees", "drift"] } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  if (last === null || last.unlisted > 0) return;
  // Two admins who resolve the last two at once wait for one another here, and the second sees both.
  await tx.tx.$queryRaw`SELECT 1 FROM "ReconciliationRun" WHERE "id" = ${last.id}::uuid FOR UPDATE`;
  if ((await tx.tx.reconciliationRow.count({ where: { runId: last.id, status: "open" } })) > 0) return;
  await mendIncidents(tx, chain, ["reconciliation.drift"]);
}
