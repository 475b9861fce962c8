/**
 * The only writers of intents, transfers, payouts, sweeps and destinations, and so of their status (lint enforces it). Every write is noted
 * for the audit entry of its transaction. Each move consults the transition table, then compares and sets on status and version in one
 * statement: of two callers that decided on the same row, one gets VERSION_CONFLICT.
 */
import { DomainError, UNMATCHED_STATUSES, type UnmatchedStatus } from "@amanat/contracts";
import {
  type Ctx,
  insertLast,
  type Machine,
  moveLast,
  noteChange,
  Prisma,
  reader,
  changedRows,
  requireWay,
  settle,
  timeIn,
  type TxCtx,
} from "@amanat/db";
import { insertParts } from "./write-escrow.ts";
import { INTENT, PAYOUT, SWEEP, TRANSFER } from "../state.ts";
import { UNMATCHED } from "../unmatched-state.ts";
import {
  type DestinationRow,
  type IntentRow,
  noteIntent,
  type PartRow,
  type PayoutRow,
  type SweepRow,
  type TransferRow,
  type UnmatchedRow,
} from "./rows.ts";

type Kind = "intent" | "transfer" | "payout" | "sweep" | "destination" | "unmatched";
type Moving<State> = { readonly id: string; readonly status: State; readonly version: number };

/** A write that keeps the status is no transition and is not in the table. */
function guard<State extends string>(machine: Machine<State, never, string>, row: Moving<State>, to: State): void {
  if (row.status !== to) requireWay(machine, row.status, to);
}

/** The written row. No row means that another caller changed it after it was read. Errors: VERSION_CONFLICT. */
function won<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new DomainError("VERSION_CONFLICT");
  return row;
}

/** Notes a move for the audit entry: the status, and what was written with it. */
function noted<Row extends { id: string; status: string }>(
  tx: TxCtx,
  kind: Kind,
  { from, data, after }: { from: Moving<string>; data: object; after: Row },
): Row {
  const fields = ["status", ...Object.keys(data)];
  const of = (row: object): object => Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field)));
  // A transfer's confirmations change all the time and are not audited. A change of status is, and every change of an intent.
  if (kind === "intent" || "destination" in data || from.status !== after.status)
    noteChange(tx, { kind, id: after.id, before: of(from), after: of(after) });
  return after;
}

function begun<Row extends { id: string }>(tx: TxCtx, kind: Kind, after: Row): Row {
  noteChange(tx, { kind, id: after.id, before: null, after });
  return after;
}

type NewIntent = Pick<
  IntentRow,
  "id" | "tenantId" | "scope" | "bookedUnder" | "payerId" | "title" | "assetId" | "chain" | "amount" | "expiresAt"
>;

/** An intent and the parts it pays for, with the end of the transaction. */
export async function insertIntent(
  tx: TxCtx,
  data: NewIntent,
  parts: readonly Pick<PartRow, "scope" | "tranche" | "amount">[],
): Promise<void> {
  const { id, amount } = data;
  await insertLast(tx, { table: "PaymentIntent", id }, { ...data, amount: amount.toString() });
  await insertParts(tx, id, parts);
  begun(tx, "intent", { ...data, ...FIRST, parts });
}

/** What an intent begins with. */
const FIRST = { status: "created", exception: "none", received: 0n, undrafted: 0n, version: 0 } as const;

export async function insertTransfer(tx: TxCtx, data: Prisma.IncomingTransferUncheckedCreateInput): Promise<TransferRow> {
  return begun(tx, "transfer", await tx.tx.incomingTransfer.create({ data }));
}

export async function insertPayout(tx: TxCtx, data: Prisma.PayoutUncheckedCreateInput): Promise<PayoutRow> {
  return begun(tx, "payout", await tx.tx.payout.create({ data }));
}

type NewSweep = Omit<SweepRow, "gasAmount" | "wanted" | "commandedAt" | "commandedById" | "status" | "failure" | "leaseUntil" | "version">;

export async function insertSweep(tx: TxCtx, data: NewSweep): Promise<void> {
  const unasked = { wanted: false, commandedAt: null, commandedById: null };
  const row: SweepRow = { ...data, ...unasked, gasAmount: 0n, status: SWEEP.initial, failure: null, leaseUntil: null, version: 0 };
  const columns = { ...row, amount: row.amount.toString(), gasAmount: row.gasAmount.toString() };
  await insertLast(tx, { table: "Sweep", id: row.id }, columns);
  begun(tx, "sweep", row);
}

export async function insertUnmatched(tx: TxCtx, data: Prisma.UnmatchedDepositUncheckedCreateInput): Promise<UnmatchedRow> {
  return begun(tx, "unmatched", await tx.tx.unmatchedDeposit.create({ data }));
}

/** Notes that these transfers are looked at now, and returns them in the order of `place`. `chosen`: their expression, with id and place. */
export async function takeTurns(ctx: Ctx, chosen: Prisma.Sql): Promise<TransferRow[]> {
  const rows = await changedRows(
    ctx,
    { t: "IncomingTransfer" },
    Prisma.sql`touched t ORDER BY t.place`,
    // Whose turn it is, and nothing else: it is not on the trail.
    Prisma.sql`WITH ${chosen}, touched AS (
      UPDATE "IncomingTransfer" i SET "checkedAt" = ${await timeIn(ctx)} FROM chosen c WHERE i."id" = c."id" RETURNING i.*, c.place)`,
  );
  return rows.map(({ t }) => t);
}

/** Marks planned sweeps that a payout waits for: they run even below the floor. */
export async function wantSweeps(ctx: Ctx, where: Prisma.SweepWhereInput): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- that it is done sooner; what it does stands on the trail
  await reader(ctx).sweep.updateMany({ where: { ...where, status: "planned", wanted: false }, data: { wanted: true } });
}

/** Marks planned sweeps as an admin's to start, at most a thousand; returns how many it were. Those marked already stay as they are. */
export async function commandSweeps(tx: TxCtx, which: Prisma.Sql, by: { adminId: string; at: Date }): Promise<number> {
  await settle(tx, ["Sweep"]);
  return tx.tx.$executeRaw`
    UPDATE "Sweep" SET "commandedAt" = ${by.at}, "commandedById" = ${by.adminId}::uuid
    WHERE "id" IN (SELECT "id" FROM "Sweep" WHERE "status" = 'planned' AND "commandedAt" IS NULL AND ${which} ORDER BY "createdAt", "id" LIMIT 1000 FOR UPDATE)`;
}

/** Errors of all moves: INVALID_STATE (no such way in the table), VERSION_CONFLICT. */
export async function moveIntent(
  tx: TxCtx,
  row: Moving<IntentRow["status"]> & Pick<IntentRow, "parts">,
  to: IntentRow["status"],
  data: Prisma.PaymentIntentUpdateManyMutationInput = {},
): Promise<IntentRow> {
  guard(INTENT, row, to);
  await settle(tx, ["PaymentIntent"]);
  const { id, status, version } = row;
  const after = won(
    await tx.tx.paymentIntent.updateManyAndReturn({
      where: { id, status, version },
      data: { ...data, status: to, version: version + 1 },
    }),
  );
  return noteIntent(tx, { ...noted(tx, "intent", { from: row, data, after }), parts: row.parts });
}

/**
 * The same, with the end of the transaction: for verbs that do not look into the table again. The row is answered as it will be. Several moves of
 * one row are one write.
 */
async function moveRow<Row extends Moving<string>>(
  tx: TxCtx,
  { table, kind }: { table: Prisma.ModelName; kind: Kind },
  row: Row,
  data: Readonly<Record<string, unknown>> & { status: string },
): Promise<Row> {
  const version = row.version + 1;
  await moveLast(tx, table, row, { ...data, version });
  // Amounts are written as text, and read as bigint.
  const read = Object.entries(data).map(([column, value]) => [column, isAmount(row, column) ? BigInt(String(value)) : value]);
  const after: Row = { ...row, ...(Object.fromEntries(read) as Partial<Row>), version };
  return noted(tx, kind, { from: row, data, after });
}

const isAmount = (row: object, column: string): boolean => typeof Reflect.get(row, column) === "bigint";

export async function moveIntentLast(
  tx: TxCtx,
  row: IntentRow,
  to: IntentRow["status"],
  data: Written<IntentRow> = {},
): Promise<IntentRow> {
  guard(INTENT, row, to);
  return noteIntent(tx, await moveRow(tx, { table: "PaymentIntent", kind: "intent" }, row, { ...data, status: to }));
}

export function moveTransferLast(
  tx: TxCtx,
  row: TransferRow,
  to: TransferRow["status"],
  data: Written<TransferRow> = {},
): Promise<TransferRow> {
  guard(TRANSFER, row, to);
  return moveRow(tx, { table: "IncomingTransfer", kind: "transfer" }, row, { ...data, status: to });
}

export function movePayoutLast(tx: TxCtx, row: PayoutRow, to: PayoutRow["status"], data: Written<PayoutRow> = {}): Promise<PayoutRow> {
  guard(PAYOUT, row, to);
  return moveRow(tx, { table: "Payout", kind: "payout" }, row, { ...data, status: to });
}

export function moveSweepLast(tx: TxCtx, row: SweepRow, to: SweepRow["status"], data: Written<SweepRow> = {}): Promise<SweepRow> {
  guard(SWEEP, row, to);
  return moveRow(tx, { table: "Sweep", kind: "sweep" }, row, { ...data, status: to });
}

/** Columns as they are written: amounts as text. */
type Written<Row> = { readonly [Column in keyof Row]?: Row[Column] extends bigint ? string : Row[Column] };

export async function moveTransfer(
  tx: TxCtx,
  row: Moving<TransferRow["status"]>,
  to: TransferRow["status"],
  data: Prisma.IncomingTransferUncheckedUpdateManyInput = {},
): Promise<TransferRow> {
  guard(TRANSFER, row, to);
  await settle(tx, ["IncomingTransfer"]);
  const { id, status, version } = row;
  const after = won(
    await tx.tx.incomingTransfer.updateManyAndReturn({
      where: { id, status, version },
      data: { ...data, status: to, version: version + 1 },
    }),
  );
  return noted(tx, "transfer", { from: row, data, after });
}

export async function movePayout(
  tx: TxCtx,
  row: Moving<PayoutRow["status"]>,
  to: PayoutRow["status"],
  data: Prisma.PayoutUpdateManyMutationInput = {},
): Promise<PayoutRow> {
  guard(PAYOUT, row, to);
  await settle(tx, ["Payout"]);
  const { id, status, version } = row;
  const after = won(
    await tx.tx.payout.updateManyAndReturn({ where: { id, status, version }, data: { ...data, status: to, version: version + 1 } }),
  );
  return noted(tx, "payout", { from: row, data, after });
}

export async function moveSweep(
  tx: TxCtx,
  row: Moving<SweepRow["status"]>,
  to: SweepRow["status"],
  data: Prisma.SweepUpdateManyMutationInput = {},
): Promise<SweepRow> {
  guard(SWEEP, row, to);
  await settle(tx, ["Sweep"]);
  const { id, status, version } = row;
  const after = won(
    await tx.tx.sweep.updateManyAndReturn({ where: { id, status, version }, data: { ...data, status: to, version: version + 1 } }),
  );
  return noted(tx, "sweep", { from: row, data, after });
}

export async function insertDestination(tx: TxCtx, row: DestinationRow): Promise<DestinationRow> {
  await insertLast(tx, { table: "Destination", id: row.id }, row);
  return begun(tx, "destination", row);
}

/** Ends a waiting change of address: applied or cancelled. Errors: VERSION_CONFLICT (it is not waiting any more). */
export async function endDestination(
  tx: TxCtx,
  row: DestinationRow,
  end: { appliedAt: Date } | { cancelledAt: Date },
): Promise<DestinationRow> {
  const after = won(await tx.tx.destination.updateManyAndReturn({ where: { id: row.id, appliedAt: null, cancelledAt: null }, data: end }));
  noteChange(tx, { kind: "destination", id: row.id, before: row, after });
  return after;
}

export async function moveUnmatched(
  tx: TxCtx,
  row: UnmatchedRow,
  to: UnmatchedStatus,
  data: Prisma.UnmatchedDepositUpdateManyMutationInput = {},
): Promise<UnmatchedRow> {
  const { id, version } = row;
  const from = statusOf(row);
  guard(UNMATCHED, { id, version, status: from }, to);
  const after = won(
    await tx.tx.unmatchedDeposit.updateManyAndReturn({
      where: { id, status: from, version },
      data: { ...data, status: to, version: version + 1 },
    }),
  );
  return noted(tx, "unmatched", { from: row, data, after });
}

/** The column is text with a check. */
function statusOf(row: UnmatchedRow): UnmatchedStatus {
  return UNMATCHED_STATUSES.find((status) => status === row.status) ?? "open";
}
