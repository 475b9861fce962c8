import { CASE_OVER, type CaseStatus, DomainError } from "@amanat/contracts";
import { closeDeadlines, mendIncidents, newId, noteChange, now, type Prisma, step, type TxCtx } from "@amanat/db";
import { CASE, type CaseFacts, type CaseMover, type CaseTrigger } from "../state.ts";
import { beginningOf, addEntry, type Said } from "./record.ts";
import type { CaseRow } from "./rows.ts";

/** The only writer of cases (lint enforces it). The caller holds the deal's lock and the case's. */

type New = Pick<
  CaseRow,
  | "dealId"
  | "title"
  | "buyerId"
  | "sellerId"
  | "openedBy"
  | "reason"
  | "ask"
  | "certainty"
  | "small"
  | "openedAt"
  | "lastAt"
  | "buyerStatedAt"
  | "buyerActedAt"
  | "sellerStatedAt"
  | "sellerActedAt"
> & { readonly asked: Prisma.InputJsonValue; readonly parts: Prisma.InputJsonValue };

/** Errors: DISPUTE_EXISTS. */
export async function insertCase(tx: TxCtx, data: New, said: readonly Said[]): Promise<CaseRow> {
  const id = newId();
  let end = { id, seq: 0, hash: beginningOf(id) };
  const { count } = await tx.tx.disputeCase.createMany({
    data: [{ ...data, id, tenantId: tx.actor.tenantId, hash: end.hash }],
    skipDuplicates: true,
  });
  if (count !== 1) throw new DomainError("DISPUTE_EXISTS");
  const row = (await tx.tx.disputeCase.findUniqueOrThrow({ where: { id } })) as CaseRow;
  for (const one of said) end = { id, ...(await addEntry(tx, end, one, data.openedAt)) };
  const written = await write(tx, row, { seq: end.seq, hash: end.hash });
  noteChange(tx, { kind: "case", id, before: null, after: shown(written) });
  return written;
}

export type CaseChange = Partial<
  Pick<
    CaseRow,
    | "round"
    | "mediatorId"
    | "buyerStatedAt"
    | "sellerStatedAt"
    | "buyerActedAt"
    | "sellerActedAt"
    | "buyerChanged"
    | "sellerChanged"
    | "evidenceUntil"
    | "waitingSince"
  >
>;

export type CaseMove = { readonly on: CaseTrigger; readonly by: CaseMover; readonly facts?: Partial<CaseFacts> };

/**
 * Changes a case and adds what was said to its record: by its table, where it moves. Every clock of a case that is over ends with it.
 * Errors: FORBIDDEN, INVALID_STATE, VERSION_CONFLICT.
 */
export async function changeCase(
  tx: TxCtx,
  row: CaseRow,
  { move, change = {}, said = [] }: { readonly move?: CaseMove; readonly change?: CaseChange; readonly said?: readonly Said[] },
): Promise<CaseRow> {
  const at = await now(tx);
  const status = move === undefined ? row.status : statusAfter(row, move);
  let end = { id: row.id, seq: row.seq, hash: row.hash };
  for (const one of said) end = { id: row.id, ...(await addEntry(tx, end, one, at)) };
  const over = isOver(status);
  const closing = over && row.closedAt === null ? { closedAt: at } : {};
  const written = await write(tx, row, { ...change, status, ...closing, seq: end.seq, hash: end.hash });
  noteChange(tx, { kind: "case", id: row.id, before: shown(row), after: shown(written) });
  if (over) {
    await closeDeadlines(
      tx,
      CLOCKS.map((purpose) => ({ purpose, subjectId: row.id, outcome: "cancelled" as const })),
    );
    await mendIncidents(tx, row.id, ["dispute.unassigned", "dispute.overdue"]);
  }
  return written;
}

/** The clocks of a case, by the purpose of their timers. */
export const CLOCKS = ["dispute_state", "dispute_decide", "dispute_appeal", "dispute_last"] as const;

export const isOver = (status: CaseStatus): boolean => CASE_OVER.some((over) => over === status);

const factsOf = (row: CaseRow, more: Partial<CaseFacts> = {}): CaseFacts => ({
  round: row.round,
  small: row.small,
  opener: false,
  inTime: false,
  changed: true,
  ...more,
});

/** Checks a move without making it. Errors: FORBIDDEN, INVALID_STATE. */
export function requireCaseWay(row: CaseRow, move: CaseMove): void {
  statusAfter(row, move);
}

const statusAfter = (row: CaseRow, { on, by, facts }: CaseMove): CaseStatus => step(CASE, row.status, on, by, factsOf(row, facts));

/** The record stands in its own chain. */
const shown = ({ hash: _hash, seq: _seq, ...rest }: CaseRow): object => rest;

type Written = CaseChange & Partial<Pick<CaseRow, "status" | "closedAt" | "seq" | "hash">>;

async function write(tx: TxCtx, row: CaseRow, change: Written): Promise<CaseRow> {
  const { count } = await tx.tx.disputeCase.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  return { ...row, ...change, version: row.version + 1 };
}
