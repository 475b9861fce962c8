import { DomainError, type PartyRole, type SettlementKind, type SettlementStatus } from "@amanat/contracts";
import {
  closeDeadline,
  type Ctx,
  newId,
  noteChange,
  now,
  Prisma,
  readRows,
  type RowOf,
  setting,
  startDeadline,
  step,
  type TxCtx,
} from "@amanat/db";
import { after, type Share } from "@amanat/deals";
import { MOST_SETTLEMENTS } from "@amanat/contracts";
import { SETTINGS } from "../settings.ts";
import { type CaseMover, SETTLEMENT } from "../state.ts";
import { type CaseRow, wireShares } from "./rows.ts";

/** The only writer of settlement offers (lint enforces it). The caller holds the case's lock. */

export type SettlementRow = Omit<RowOf<"DisputeSettlement">, "kind" | "by" | "status"> & {
  readonly kind: SettlementKind;
  readonly by: PartyRole;
  readonly status: SettlementStatus;
};
type Offered = {
  readonly kind: SettlementKind;
  readonly by: PartyRole;
  readonly shares: readonly Share[];
  readonly until: Date | null;
  readonly note: string;
};

/** The offers of cases, newest first. */
export async function settlementsOf(ctx: Ctx, caseIds: readonly string[]): Promise<SettlementRow[]> {
  const rows = await readRows(
    ctx,
    { s: "DisputeSettlement" },
    Prisma.sql`"DisputeSettlement" s WHERE s."caseId" = ANY (${[...caseIds]}::uuid[]) ORDER BY s."createdAt" DESC, s."id" DESC`,
  );
  return rows.map(({ s }) => s as SettlementRow);
}

/**
 * Makes an offer. One is open at a time, so that an answer is to what was seen, and who made the last one waits for its answer. Errors:
 * NOT_YOUR_TURN (one's own is open), INVALID_STATE (the other's is open: answer it first; or too many were made).
 */
export async function insertSettlement(tx: TxCtx, row: CaseRow, offered: Offered): Promise<SettlementRow> {
  const all = await settlementsOf(tx, [row.id]);
  const open = all.find(({ status }) => status === "open");
  if (open)
    throw new DomainError(
      open.by === offered.by ? "NOT_YOUR_TURN" : "INVALID_STATE",
      open.by === offered.by ? undefined : "Answer the other side's offer first.",
    );
  if (all.filter(({ by }) => by === offered.by).length >= MOST_SETTLEMENTS)
    throw new DomainError("INVALID_STATE", "It was offered too often.");
  const [at, hours] = [await now(tx), await setting(tx, SETTINGS.offerHours)];
  const id = newId();
  const expiresAt = after(at, hours, "hours");
  const data = { ...offered, shares: wireShares(offered.shares), id, caseId: row.id, expiresAt, createdAt: at };
  const made = (await tx.tx.disputeSettlement.create({ data })) as SettlementRow;
  noteChange(tx, { kind: "settlement", id, before: null, after: made });
  await startDeadline(tx, { purpose: "dispute_offer", subjectId: id, dueAt: expiresAt });
  return made;
}

/** Errors: NOT_FOUND. */
export async function settlementById(ctx: Ctx, id: string): Promise<SettlementRow> {
  const [row] = await readRows(ctx, { s: "DisputeSettlement" }, Prisma.sql`"DisputeSettlement" s WHERE s."id" = ${id}::uuid`);
  if (!row) throw new DomainError("NOT_FOUND");
  return row.s as SettlementRow;
}

/** An offer of a locked case. Errors: NOT_FOUND. */
export async function settlementOf(tx: TxCtx, row: CaseRow, id: string): Promise<SettlementRow> {
  const found = (await settlementsOf(tx, [row.id])).find((one) => one.id === id);
  if (!found) throw new DomainError("NOT_FOUND");
  return found;
}

/** Ends an open offer. Errors: INVALID_STATE (it is not open, or its time is over), FORBIDDEN, VERSION_CONFLICT. */
export async function moveSettlement(tx: TxCtx, row: SettlementRow, on: string, by: CaseMover): Promise<SettlementRow> {
  const closedAt = await now(tx);
  const status = step(SETTLEMENT, row.status, on, by, { expiresAt: row.expiresAt, now: closedAt });
  const { count } = await tx.tx.disputeSettlement.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { status, closedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const ended = { ...row, status, closedAt, version: row.version + 1 };
  noteChange(tx, { kind: "settlement", id: row.id, before: row, after: ended });
  await closeDeadline(tx, { purpose: "dispute_offer", subjectId: row.id }, by === "timer" ? "done" : "cancelled");
  return ended;
}

/** The case is over, or ruled on: what was offered is over with it. */
export async function lapseSettlements(tx: TxCtx, row: CaseRow): Promise<void> {
  for (const one of await settlementsOf(tx, [row.id])) if (one.status === "open") await moveSettlement(tx, one, "lapse", "system");
}
