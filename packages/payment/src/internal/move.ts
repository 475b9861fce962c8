/**
 * The only writers of a status. Each consults the transition table and then compares and sets on status
 * and version in one statement: of two that decided on the same row, one wins and the other is told.
 */
import { DomainError } from "@amanat/contracts";
import type { Prisma, TxCtx } from "@amanat/db";
import { INTENT, type Machine, mayMove, PAYOUT, SWEEP, TRANSFER } from "../state.ts";
import type { IntentRow, PayoutRow, SweepRow, TransferRow } from "./rows.ts";

type Moving<State> = { readonly id: string; readonly status: State; readonly version: number };

/** Staying is no transition: it only changes data beside the status. */
function guard<State extends string>(machine: Machine<State>, row: Moving<State>, to: State): void {
  if (row.status !== to && !mayMove(machine, row.status, to)) throw new DomainError("INVALID_STATE");
}

function lostRace(count: number): void {
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
}

/** Errors of all four: INVALID_STATE when the table has no such arrow, VERSION_CONFLICT when somebody was first. */
export async function moveIntent(
  tx: TxCtx,
  row: Moving<IntentRow["status"]>,
  to: IntentRow["status"],
  data: Prisma.PaymentIntentUpdateManyMutationInput = {},
): Promise<IntentRow> {
  guard(INTENT, row, to);
  const { id, status, version } = row;
  const { count } = await tx.tx.paymentIntent.updateMany({
    where: { id, status, version },
    data: { ...data, status: to, version: version + 1 },
  });
  lostRace(count);
  return tx.tx.paymentIntent.findUniqueOrThrow({ where: { id } });
}

export async function moveTransfer(
  tx: TxCtx,
  row: Moving<TransferRow["status"]>,
  to: TransferRow["status"],
  data: Prisma.IncomingTransferUpdateManyMutationInput = {},
): Promise<TransferRow> {
  guard(TRANSFER, row, to);
  const { id, status, version } = row;
  const { count } = await tx.tx.incomingTransfer.updateMany({
    where: { id, status, version },
    data: { ...data, status: to, version: version + 1 },
  });
  lostRace(count);
  return tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id } });
}

export async function movePayout(
  tx: TxCtx,
  row: Moving<PayoutRow["status"]>,
  to: PayoutRow["status"],
  data: Prisma.PayoutUpdateManyMutationInput = {},
): Promise<PayoutRow> {
  guard(PAYOUT, row, to);
  const { id, status, version } = row;
  const { count } = await tx.tx.payout.updateMany({ where: { id, status, version }, data: { ...data, status: to, version: version + 1 } });
  lostRace(count);
  return tx.tx.payout.findUniqueOrThrow({ where: { id } });
}

export async function moveSweep(
  tx: TxCtx,
  row: Moving<SweepRow["status"]>,
  to: SweepRow["status"],
  data: Prisma.SweepUpdateManyMutationInput = {},
): Promise<SweepRow> {
  guard(SWEEP, row, to);
  const { id, status, version } = row;
  const { count } = await tx.tx.sweep.updateMany({ where: { id, status, version }, data: { ...data, status: to, version: version + 1 } });
  lostRace(count);
  return tx.tx.sweep.findUniqueOrThrow({ where: { id } });
}
