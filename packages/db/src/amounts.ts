import type {
  DealKind,
  DealStatus,
  ErrorCode,
  IntentException,
  IntentStatus,
  OfferStatus,
  PartyRole,
  PayoutKind,
  PayoutStatus,
  StoredRequestStatus,
  TrancheStatus,
  TransferStatus,
} from "@amanat/contracts";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import { whole } from "./whole.ts";

/** Statuses without a contract: a sweep and a signed transaction are never shown to people. */
type SweepStatus = "planned" | "gas_topup" | "transfer" | "settled" | "failed";
type AttemptStatus = "signed" | "broadcast" | "mined" | "settled" | "failed" | "replaced";

function wholeOrNull(value: Parameters<typeof whole>[0] | null): bigint | null {
  return value === null ? null : whole(value);
}

/**
 * Every `numeric(78,0)` column reads as bigint. It is written as text: `price: price.toString()`. A text column with a check reads as
 * one of its values.
 */
const amounts = Prisma.defineExtension({
  name: "amounts-as-bigint",
  result: {
    request: {
      budgetMin: { needs: { budgetMin: true }, compute: (row) => whole(row.budgetMin) },
      budgetMax: { needs: { budgetMax: true }, compute: (row) => whole(row.budgetMax) },
      status: { needs: { status: true }, compute: (row) => row.status as StoredRequestStatus },
    },
    priceQuote: { rate: { needs: { rate: true }, compute: (row) => whole(row.rate) } },
    priceSource: { rate: { needs: { rate: true }, compute: (row) => wholeOrNull(row.rate) } },
    providerForward: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
    offer: {
      price: { needs: { price: true }, compute: (row) => whole(row.price) },
      status: { needs: { status: true }, compute: (row) => row.status as OfferStatus },
    },
    tranche: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      status: { needs: { status: true }, compute: (row) => row.status as TrancheStatus },
    },
    deal: {
      kind: { needs: { kind: true }, compute: (row) => row.kind as DealKind },
      status: { needs: { status: true }, compute: (row) => row.status as DealStatus },
    },
    dealParty: { role: { needs: { role: true }, compute: (row) => row.role as PartyRole } },
    paymentIntent: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      received: { needs: { received: true }, compute: (row) => whole(row.received) },
      undrafted: { needs: { undrafted: true }, compute: (row) => whole(row.undrafted) },
      status: { needs: { status: true }, compute: (row) => row.status as IntentStatus },
      exception: { needs: { exception: true }, compute: (row) => row.exception as IntentException },
    },
    batchedApproval: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      balance: { needs: { balance: true }, compute: (row) => whole(row.balance) },
      became: { needs: { became: true }, compute: (row) => row.became as PayoutStatus | null },
      code: { needs: { code: true }, compute: (row) => row.code as ErrorCode | null },
    },
    quarantine: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
    reconciliationRow: {
      books: { needs: { books: true }, compute: (row) => whole(row.books) },
      onChain: { needs: { onChain: true }, compute: (row) => whole(row.onChain) },
      wayIn: { needs: { wayIn: true }, compute: (row) => whole(row.wayIn) },
      wayOut: { needs: { wayOut: true }, compute: (row) => whole(row.wayOut) },
      difference: { needs: { difference: true }, compute: (row) => whole(row.difference) },
    },
    intentPart: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
    contribution: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      refunded: { needs: { refunded: true }, compute: (row) => whole(row.refunded) },
    },
    movement: {
      gross: { needs: { gross: true }, compute: (row) => whole(row.gross) },
      fee: { needs: { fee: true }, compute: (row) => whole(row.fee) },
      refund: { needs: { refund: true }, compute: (row) => whole(row.refund) },
    },
    holdPart: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      fee: { needs: { fee: true }, compute: (row) => whole(row.fee) },
    },
    incomingTransfer: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      status: { needs: { status: true }, compute: (row) => row.status as TransferStatus },
    },
    unmatchedDeposit: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
    payout: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      kind: { needs: { kind: true }, compute: (row) => row.kind as PayoutKind },
      status: { needs: { status: true }, compute: (row) => row.status as PayoutStatus },
    },
    sweep: {
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
      gasAmount: { needs: { gasAmount: true }, compute: (row) => whole(row.gasAmount) },
      status: { needs: { status: true }, compute: (row) => row.status as SweepStatus },
    },
    custodyState: { gas: { needs: { gas: true }, compute: (row) => whole(row.gas) } },
    txAttempt: {
      value: { needs: { value: true }, compute: (row) => wholeOrNull(row.value) },
      gasCost: { needs: { gasCost: true }, compute: (row) => wholeOrNull(row.gasCost) },
      gas: { needs: { gas: true }, compute: (row) => wholeOrNull(row.gas) },
      maxFeePerGas: { needs: { maxFeePerGas: true }, compute: (row) => wholeOrNull(row.maxFeePerGas) },
      maxPriorityFeePerGas: { needs: { maxPriorityFeePerGas: true }, compute: (row) => wholeOrNull(row.maxPriorityFeePerGas) },
      status: { needs: { status: true }, compute: (row) => row.status as AttemptStatus },
    },
    ledgerAccount: { floor: { needs: { floor: true }, compute: (row) => wholeOrNull(row.floor) } },
    ledgerBalance: {
      floor: { needs: { floor: true }, compute: (row) => wholeOrNull(row.floor) },
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
    },
    ledgerTransfer: {
      debitAfter: { needs: { debitAfter: true }, compute: (row) => wholeOrNull(row.debitAfter) },
      creditAfter: { needs: { creditAfter: true }, compute: (row) => wholeOrNull(row.creditAfter) },
      amount: { needs: { amount: true }, compute: (row) => whole(row.amount) },
    },
    ledgerLiabilityHead: { total: { needs: { total: true }, compute: (row) => whole(row.total) } },
    ledgerLiabilityLeaf: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
    ledgerLiabilityNode: { sum: { needs: { sum: true }, compute: (row) => whole(row.sum) } },
    scannerTransfer: { amount: { needs: { amount: true }, compute: (row) => whole(row.amount) } },
  },
});

/** The client of every context: Prisma with amounts as bigint. */
export function withAmounts(client: PrismaClient) {
  return client.$extends(amounts);
}

export type Client = ReturnType<typeof withAmounts>;
