/** Payment's legs, one function per money movement, so that a direction is written in one place only. */
import { nativeAsset } from "@amanat/contracts";
import { type Leg, trancheParty } from "@amanat/ledger";
import { chainRef } from "../rules.ts";
import type { IntentRow, PartRow, PayoutRow, QuarantineRow, SweepRow, TransferRow, UnmatchedRow } from "./rows.ts";

const account = {
  custody: (asset: string, address: string) => ({ kind: "custody", party: address, asset }) as const,
  received: ({ assetId: asset, bookedUnder: scope }: IntentRow) => ({ kind: "received", scope, asset }) as const,
  held: (asset: string, scope: string, tranche: number) => ({ kind: "held", scope, party: trancheParty(tranche), asset }) as const,
  available: (asset: string, party: string) => ({ kind: "available", party, asset }) as const,
  unmatched: (asset: string, scope: string) => ({ kind: "unmatched", scope, asset }) as const,
  quarantined: (asset: string, scope: string) => ({ kind: "quarantined", scope, asset }) as const,
  refundable: (asset: string, scope: string, party: string) => ({ kind: "refundable", scope, party, asset }) as const,
  releasable: (asset: string, scope: string, party: string) => ({ kind: "releasable", scope, party, asset }) as const,
  inFlight: (asset: string, scope: string, party: string) => ({ kind: "payout_in_flight", scope, party, asset }) as const,
};

/** Legs that move nothing are not written. */
export function legs(...all: readonly Leg[]): Leg[] {
  return all.filter((leg) => leg.amount > 0n);
}

/** `ref` is the chain's fact, so that it is posted once. */
export function depositLeg(intent: IntentRow, transfer: TransferRow, ref: string): Leg {
  return {
    debit: account.custody(intent.assetId, transfer.recipient),
    credit: account.received(intent),
    amount: transfer.amount,
    code: "deposit",
    chainRef: ref,
  };
}

/** Money that fits no price, under its own row's id. `ref` is the chain's fact, so that it is posted once. */
export function unmatchedLeg(deposit: UnmatchedRow, ref: string): Leg {
  return {
    debit: account.custody(deposit.assetId, deposit.address),
    credit: account.unmatched(deposit.assetId, deposit.id),
    amount: deposit.amount,
    code: "deposit",
    chainRef: ref,
  };
}

/** Money from a listed address, under its own row's id. `ref` is the chain's fact, so that it is posted once. */
export function quarantineLeg(frozen: QuarantineRow, ref: string): Leg {
  return {
    debit: account.custody(frozen.assetId, frozen.address),
    credit: account.quarantined(frozen.assetId, frozen.id),
    amount: frozen.amount,
    code: "quarantine",
    chainRef: ref,
  };
}

/** An admin let it pay its price: from here on it is as if it had just arrived. */
export function releaseQuarantineLeg(frozen: QuarantineRow, intent: IntentRow): Leg {
  return {
    debit: account.quarantined(frozen.assetId, frozen.id),
    credit: account.received(intent),
    amount: frozen.amount,
    code: "quarantine_lift",
  };
}

/** It is to be sent back: an unmatched deposit's from here on. */
export function returnQuarantineLeg(frozen: QuarantineRow, deposit: UnmatchedRow): Leg {
  return {
    debit: account.quarantined(frozen.assetId, frozen.id),
    credit: account.unmatched(deposit.assetId, deposit.id),
    amount: frozen.amount,
    code: "quarantine_lift",
  };
}

export function refundUnmatchedLeg(deposit: UnmatchedRow): Leg {
  return {
    debit: account.unmatched(deposit.assetId, deposit.id),
    credit: account.refundable(deposit.assetId, deposit.id, ""),
    amount: deposit.amount,
    code: "refund",
  };
}

/** The refund of an unmatched deposit failed or was rejected: the deposit is unmatched again. */
export function reopenUnmatchedLeg(deposit: UnmatchedRow): Leg {
  const { debit: credit, credit: debit, amount } = refundUnmatchedLeg(deposit);
  return { debit, credit, amount, code: "reversal" };
}

/** A part of the price is open again: held → received, the reverse of `allocateLeg`. */
export function reopenLeg(intent: IntentRow, part: PartRow): Leg {
  const { debit: credit, credit: debit, amount } = allocateLeg(intent, part);
  return { debit, credit, amount, code: "reversal" };
}

/** Takes back a deposit that left the chain: received → custody. */
export function takeBackDepositLeg(intent: IntentRow, transfer: TransferRow): Leg {
  const { assetId: asset } = intent;
  return { debit: account.received(intent), credit: account.custody(asset, transfer.recipient), amount: transfer.amount, code: "reversal" };
}

/** A deposit left the chain after its money had moved on: the operator bears the loss. */
export function coverLossLeg(asset: string, transfer: TransferRow): Leg {
  return {
    debit: { kind: "operator", asset },
    credit: account.custody(asset, transfer.recipient),
    amount: transfer.amount,
    code: "reorg_loss",
  };
}

/** That deposit is on the chain again: the operator has the loss back. `ref` is the chain's fact, so that it is posted once. */
export function repayLossLeg(asset: string, transfer: TransferRow, ref: string): Leg {
  const { debit: credit, credit: debit, amount } = coverLossLeg(asset, transfer);
  return { debit, credit, amount, code: "deposit", chainRef: ref };
}

/** A covered part of the price: received → held. */
export function allocateLeg(intent: IntentRow, part: PartRow): Leg {
  return {
    debit: account.received(intent),
    credit: account.held(intent.assetId, part.scope, part.tranche),
    amount: part.amount,
    code: "allocate",
  };
}

/** A tranche is paid from its payer's balance: available → held. */
export function fundLeg({
  assetId,
  scope,
  tranche,
  payerId,
  amount,
}: {
  assetId: string;
  scope: string;
  tranche: number;
  payerId: string;
  amount: bigint;
}): Leg {
  return { debit: account.available(assetId, payerId), credit: account.held(assetId, scope, tranche), amount, code: "fund" };
}

/** A payee keeps with us what was released to them: releasable → available. */
export function keepLeg({ assetId, scope }: { assetId: string; scope: string }, { party, amount }: { party: string; amount: bigint }): Leg {
  return { debit: account.releasable(assetId, scope, party), credit: account.available(assetId, party), amount, code: "keep" };
}

export function giveBackLeg(intent: IntentRow, amount: bigint, code: "excess" | "refund"): Leg {
  return {
    debit: account.received(intent),
    credit: account.refundable(intent.assetId, intent.scope, intent.payerId),
    amount,
    code,
  };
}

/** Earned fees are asked for: out of what is earned, so that nobody asks for them twice. */
export function takeFeesLeg(payout: PayoutRow): Leg {
  return {
    debit: { kind: "platform_fee", asset: payout.assetId },
    credit: waitingAccount(payout),
    amount: payout.amount,
    code: "withdraw",
  };
}

/** They were not paid out: earned as before. */
export function giveFeesBackLeg(payout: PayoutRow): Leg {
  const { debit: credit, credit: debit, amount } = takeFeesLeg(payout);
  return { debit, credit, amount, code: "reversal" };
}

/** Where the money of a payout waits until it is approved. */
export function waitingAccount(payout: PayoutRow) {
  const of = payout.kind === "refund" ? account.refundable : account.releasable;
  return of(payout.assetId, payout.scope, payout.partyId ?? "");
}

export function payoutStartLeg(payout: PayoutRow): Leg {
  return {
    debit: waitingAccount(payout),
    credit: account.inFlight(payout.assetId, payout.scope, payout.partyId ?? ""),
    amount: payout.amount,
    code: "payout_start",
  };
}

export function payoutReturnLeg(payout: PayoutRow): Leg {
  return {
    debit: account.inFlight(payout.assetId, payout.scope, payout.partyId ?? ""),
    credit: waitingAccount(payout),
    amount: payout.amount,
    code: "payout_return",
  };
}

export function payoutSettleLeg(payout: PayoutRow, wallet: string, txHash: string, part: number | "native"): Leg {
  return {
    debit: account.inFlight(payout.assetId, payout.scope, payout.partyId ?? ""),
    credit: account.custody(payout.assetId, wallet),
    amount: payout.amount,
    code: "payout_settle",
    chainRef: chainRef(payout.chain, txHash, part),
  };
}

export function sweepLeg(sweep: SweepRow, wallet: string, txHash: string, part: number | "native"): Leg {
  return {
    debit: account.custody(sweep.assetId, wallet),
    credit: account.custody(sweep.assetId, sweep.address),
    amount: sweep.amount,
    code: "sweep",
    chainRef: chainRef(sweep.chain, txHash, part),
  };
}

/** `amount`: of this transaction; a sweep may need several. */
export function topUpLeg(sweep: SweepRow, wallet: string, { txHash, amount }: { txHash: string; amount: bigint }): Leg {
  const native = nativeAsset(sweep.chain);
  return {
    debit: account.custody(native, sweep.address),
    credit: account.custody(native, wallet),
    amount,
    code: "gas_topup",
    chainRef: chainRef(sweep.chain, txHash, "native"),
  };
}

export function gasLeg(chain: string, signer: string, txHash: string, cost: bigint): Leg {
  const native = nativeAsset(chain);
  return {
    debit: { kind: "network_cost", asset: native },
    credit: account.custody(native, signer),
    amount: cost,
    code: "gas_cost",
    chainRef: chainRef(chain, txHash, "gas"),
  };
}
