import { addressFault, publicId } from "@amanat/contracts";
import { type Ctx, inTransaction, mendIncidents, type Prisma, raiseIncident, reader } from "@amanat/db";
import type { CustodyRail } from "../ports.ts";
import { railsOf } from "../rails.ts";
import { ourAddress } from "../reads/our-address.ts";
import { gasCeiling, gasLimit } from "../rules.ts";
import { quote, sendAttempt, signAttempt, takeNonce } from "./signed-transactions.ts";
import { depositsStand } from "./prove-deposits.ts";
import { movePayout, wantSweeps } from "./write-rows.ts";
import { failPayout } from "./payout-outcome.ts";
import type { PayoutRow } from "./rows.ts";
import { incidentSubject, raiseOverdue } from "./overdue.ts";

/**
 * Signs an approved instruction once everything stands: its deposits are still on chain, the escrow wallet
 * holds the tokens beyond what is already on its way out, and the gas. Null while something is missing:
 * it is looked at again. A transfer that would revert, or go to nobody or to ourselves, fails here, before anything is signed.
 */
export async function signPayout(ctx: Ctx, rail: CustodyRail, payout: PayoutRow): Promise<PayoutRow | null> {
  const { broadcaster, chain } = rail;
  const escrow = rail.signers.escrow();
  const wallet = escrow.address.toLowerCase();
  const fault = addressFault(payout.destination) ?? (await ourAddress(ctx, payout.destination, railsOf([rail])));
  if (fault !== null) return failPayout(ctx, payout, `not paid to this address: ${fault}`, null);
  const { token } = await reader(ctx).asset.findUniqueOrThrow({ where: { id: payout.assetId } });
  if (!(await depositsStand(ctx, rail.verifier, payout))) {
    const detail = { amount: payout.amount.toString() };
    await raiseIncident(ctx, { kind: "payout.deposit_unproved", ...incidentSubject(payout), detail });
    return null;
  }
  const leavingBefore = await leaving(ctx, payout.assetId);
  const tokens = token === null ? await broadcaster.nativeBalance(wallet) : await broadcaster.tokenBalance(token, wallet);
  if (tokens < payout.amount + sum(leavingBefore)) {
    // Usually a sweep is on its way; what was not worth one is swept now. If none comes, nobody else will say so.
    await wantSweeps(ctx, await sweepsFor(ctx, payout));
    const detail = { failure: "the escrow wallet holds too little of it" };
    await raiseOverdue(ctx, payout.approvedAt ?? payout.createdAt, { kind: "payout.stuck", ...incidentSubject(payout), detail });
    return null;
  }
  const call =
    token === null
      ? { to: payout.destination, data: "0x", value: payout.amount }
      : { to: token, data: broadcaster.tokenTransferData(payout.destination, payout.amount), value: 0n };
  const { estimate, fees, balance, minedCount } = await quote(broadcaster, wallet, call);
  if (typeof estimate === "object") return failPayout(ctx, payout, `would revert: ${estimate.reverts}`, null);
  const gas = gasLimit(estimate);
  if (balance < gasCeiling(gas, fees) + call.value) {
    await raiseIncident(ctx, { kind: "wallet.no_gas", subject: wallet, detail: { payout: publicId("payout", payout.id) } });
    return null;
  }
  const signed = await inTransaction(ctx, async (tx) => {
    // The nonce row is the one queue of this wallet: from here on nobody else signs for it.
    const nonce = await takeNonce(tx, chain.chain, wallet, minedCount);
    const leavingNow = await leaving(tx, payout.assetId);
    const same = leavingBefore.every(({ id }) => leavingNow.some((other) => other.id === id));
    if (!same || tokens < payout.amount + sum(leavingNow)) throw new BalanceMoved();
    const attempt = await signAttempt(tx, escrow, nonce, {
      purpose: "payout",
      subjectId: payout.id,
      step: "transfer",
      chain: chain.chain,
      ...call,
      gas,
      fees,
    });
    await mendIncidents(tx, payout.id, ["payout.deposit_unproved"]);
    await mendIncidents(tx, wallet, ["wallet.no_gas"]);
    return { attempt, row: await movePayout(tx, payout, "signing", { txHash: attempt.txHash }) };
  }).catch((error: unknown) => {
    if (error instanceof BalanceMoved) return null;
    throw error;
  });
  if (signed === null) return null;
  await rail.crash?.at("payout.signed");
  await sendAttempt(ctx, rail, signed.attempt, "payout");
  return signed.row;
}

/** What is swept for it, though it would not be worth it: the deposits of its own scope, and nobody else's. */
async function sweepsFor(ctx: Ctx, payout: PayoutRow): Promise<Prisma.SweepWhereInput> {
  const place = { chain: payout.chain, assetId: payout.assetId };
  if (payout.unmatchedId !== null) {
    const { address } = await reader(ctx).unmatchedDeposit.findUniqueOrThrow({ where: { id: payout.unmatchedId } });
    return { ...place, address };
  }
  const intents = await reader(ctx).paymentIntent.findMany({ where: { parts: { some: { scope: payout.scope } } }, select: { id: true } });
  return { ...place, intentId: { in: intents.map(({ id }) => id) } };
}

/** The balance read is older than what was signed since: the nonce goes back with the transaction. */
class BalanceMoved extends Error {}

type Leaving = { id: string; amount: bigint };

/** Payouts of an asset that are signed and not seen mined: their tokens are spoken for. */
function leaving(ctx: Ctx, assetId: string): Promise<Leaving[]> {
  return reader(ctx).payout.findMany({ where: { assetId, status: { in: ["signing", "broadcast"] } }, select: { id: true, amount: true } });
}

function sum(rows: readonly Leaving[]): bigint {
  return rows.reduce((total, { amount }) => total + amount, 0n);
}
