import { addressFault, publicId, tokenOf } from "@amanat/contracts";
import { type Ctx, inTransaction, mendIncidents, type Prisma, raiseIncident, reader } from "@amanat/db";
import type { CustodyRail } from "../ports.ts";
import { railsOf } from "../rails.ts";
import { ourAddress } from "../reads/our-address.ts";
import { accountOn, gasCeiling, gasLimit } from "../rules.ts";
import { quote, sendAttempt, signAttempt, takeNonce } from "./signed-transactions.ts";
import { depositsStand } from "./prove-deposits.ts";
import { operatorRefuses } from "./payout-check.ts";
import { isReceiver } from "./receiver.ts";
import { screenPayout, type Screening, stillHolds, Unscreened } from "./screening.ts";
import { movePayoutLast, wantSweeps } from "./write-rows.ts";
import { failPayout } from "./payout-outcome.ts";
import type { AttemptRow, PayoutRow } from "./rows.ts";
import { incidentSubject, raiseOverdue } from "./overdue.ts";

/** A payout, and its transaction where one was signed. */
type Signed = { readonly payout: PayoutRow; readonly attempt?: AttemptRow };

/**
 * Signs an approved payout. Returns null when it can not be signed yet and is tried again:
 *
 * - a deposit behind it is not on chain any more (an incident is raised);
 * - it can not be said whether its destination is listed: no list, one too old, or a service that is down (an incident is raised);
 * - the escrow wallet has too little of the asset beyond other signed payouts, or too little gas.
 *
 * A payout fails here, before signing, when its transfer would revert or its destination is unusable, ours or listed.
 */
export async function signPayout(ctx: Ctx, rail: CustodyRail, payout: PayoutRow): Promise<Signed | null> {
  const { broadcaster, chain } = rail;
  const escrow = rail.signers.escrow();
  const wallet = escrow.address;
  const fault = addressFault(payout.destination, chain.chain) ?? (await ourAddress(ctx, payout.destination, railsOf([rail])));
  if (fault !== null) return { payout: await failPayout(ctx, payout, `not paid to this address: ${fault}`, null) };
  // The operator's wallet was changed after the approval: the earlier one is given up, or is somebody else's by now.
  if (payout.kind === "fee" && !(await isReceiver(ctx, chain, payout.destination)))
    return { payout: await failPayout(ctx, payout, "fees go to another wallet now", null) };
  const screening = await screened(ctx, rail, payout);
  if (screening === null) return null;
  if (screening.listed !== null) return { payout: await refuseListed(ctx, payout, screening.listed.provider) };
  const token = tokenOf(payout.assetId);
  if (!(await depositsStand(ctx, rail.verifier, payout))) {
    const detail = { amount: payout.amount.toString() };
    await raiseIncident(ctx, { kind: "payout.deposit_unproved", ...incidentSubject(payout), detail });
    return null;
  }
  const leavingBefore = await leaving(ctx, payout.assetId);
  const tokens = token === null ? await broadcaster.nativeBalance(wallet) : await broadcaster.tokenBalance(token, wallet);
  if (tokens < payout.amount + sum(leavingBefore)) {
    // Usually a sweep is on its way. Deposits that were not worth one are swept now. If the money still does not come, an admin is told.
    await wantSweeps(ctx, await sweepsFor(ctx, payout));
    const detail = { failure: "the escrow wallet holds too little of it" };
    await raiseOverdue(ctx, payout.approvedAt ?? payout.createdAt, { kind: "payout.stuck", ...incidentSubject(payout), detail });
    return null;
  }
  const call = await broadcaster.transferCall({ token, to: payout.destination, amount: payout.amount });
  const { estimate, fees, balance, minedCount } = await quote(broadcaster, wallet, call);
  if (typeof estimate === "object") return { payout: await failPayout(ctx, payout, `would revert: ${estimate.reverts}`, null) };
  const gas = gasLimit(estimate);
  if (balance < gasCeiling(gas, fees) + call.value) {
    await raiseIncident(ctx, {
      kind: "wallet.no_gas",
      subject: accountOn(chain.chain, wallet),
      detail: { payout: publicId("payout", payout.id) },
    });
    return null;
  }
  const signed = await inTransaction(ctx, async (tx) => {
    // An address that was listed since the approval, or since it was asked about a moment ago: from here on a newer list waits for us.
    if (!(await stillHolds(tx, rail.screener, screening))) throw new Outdated();
    if (await operatorRefuses(tx, payout)) throw new OnOperatorsList();
    // The nonce's row is locked: until this transaction ends nobody else signs for this wallet.
    const nonce = await takeNonce(tx, chain.chain, wallet, minedCount);
    const leavingNow = await leaving(tx, payout.assetId);
    const same = leavingBefore.every(({ id }) => leavingNow.some((other) => other.id === id));
    if (!same || tokens < payout.amount + sum(leavingNow)) throw new Outdated();
    const attempt = await signAttempt(tx, escrow, nonce, {
      purpose: "payout",
      subjectId: payout.id,
      step: "transfer",
      chain: chain.chain,
      ...call,
      gas,
      fees,
    });
    await mendIncidents(tx, payout.id, ["payout.deposit_unproved", "payout.unscreened"]);
    await mendIncidents(tx, accountOn(chain.chain, wallet), ["wallet.no_gas"]);
    return { attempt, row: await movePayoutLast(tx, payout, "signing", { txHash: attempt.txHash }) };
  }).catch((error: unknown) => {
    if (error instanceof Outdated) return null;
    if (error instanceof OnOperatorsList) return "listed" as const;
    throw error;
  });
  if (signed === null) return null;
  if (signed === "listed") return { payout: await refuseListed(ctx, payout, "the operator") };
  await rail.crash?.at("payout.signed");
  const sent = await sendAttempt(ctx, rail, signed.attempt, "payout");
  return { payout: signed.row, attempt: sent ? { ...signed.attempt, status: "broadcast" } : signed.attempt };
}

/** The sweeps that bring this payout's money, however small: only those of its own scope. */
async function sweepsFor(ctx: Ctx, payout: PayoutRow): Promise<Prisma.SweepWhereInput> {
  const place = { chain: payout.chain, assetId: payout.assetId };
  if (payout.unmatchedId !== null) {
    const { address } = await reader(ctx).unmatchedDeposit.findUniqueOrThrow({ where: { id: payout.unmatchedId } });
    return { ...place, address };
  }
  const intents = await reader(ctx).paymentIntent.findMany({ where: { parts: { some: { scope: payout.scope } } }, select: { id: true } });
  return { ...place, intentId: { in: intents.map(({ id }) => id) } };
}

/** What is said of its destination; null, with an incident, where it can not be said now. Its approval stands, and it is tried again. */
async function screened(ctx: Ctx, rail: CustodyRail, payout: PayoutRow): Promise<Screening | null> {
  try {
    return await screenPayout(ctx, rail.screener, payout);
  } catch (error) {
    if (!(error instanceof Unscreened)) throw error;
    const detail = { failure: error.message, destination: payout.destination };
    await raiseIncident(ctx, { kind: "payout.unscreened", ...incidentSubject(payout), detail });
    return null;
  }
}

/** It is drafted again for approval, and nobody approves it there while that stands: its owner names another address, or an admin decides. */
async function refuseListed(ctx: Ctx, payout: PayoutRow, provider: string): Promise<PayoutRow> {
  const failed = await failPayout(ctx, payout, `not paid to this address: it is listed by ${provider}`, null);
  const detail = { destination: payout.destination, provider, amount: payout.amount.toString() };
  await raiseIncident(ctx, { kind: "payout.listed", ...incidentSubject(payout), detail });
  return failed;
}

/** What was read before is not so any more: another payout was signed, or a list is newer. Thrown to roll back, so that the nonce is not used. */
class Outdated extends Error {}
/** Its destination stands on the operator's own list by now. */
class OnOperatorsList extends Error {}

type Leaving = { id: string; amount: bigint };

/** Payouts of an asset that are signed and not mined yet: the wallet's balance still includes their amounts. */
function leaving(ctx: Ctx, assetId: string): Promise<Leaving[]> {
  return reader(ctx).payout.findMany({ where: { assetId, status: { in: ["signing", "broadcast"] } }, select: { id: true, amount: true } });
}

function sum(rows: readonly Leaving[]): bigint {
  return rows.reduce((total, { amount }) => total + amount, 0n);
}
