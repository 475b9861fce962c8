import { BrokenInvariant, isNative, publicId, tokenOf } from "@amanat/contracts";
import { type Ctx, inTransaction, lockRows, mendIncidents, now, Prisma, raiseIncident, setDeadline, type TxCtx } from "@amanat/db";
import type { Broadcaster, Call, CustodyRail, TransferSigner } from "../ports.ts";
import type { Floors } from "../reads/floors.ts";
import { accountOn, affordableFees, gasCeiling, gasLimit, gasPriceNow } from "../rules.ts";
import { attemptsOf, quote, sendAttempt, signAttempt, takeNonce } from "./signed-transactions.ts";
import { moveSweep, moveSweepLast } from "./write-rows.ts";
import type { AttemptRow, SweepRow } from "./rows.ts";
import { raiseOverdue } from "./overdue.ts";

/** Transactions one sweep may sign before it is given up. An admin is told, and another sweep is planned a day later. */
const MAX_ATTEMPTS = 8;
const AGAIN_MS = 24 * 60 * 60_000;

function callOf(broadcaster: Broadcaster, { assetId, amount }: SweepRow, wallet: string): Promise<Call> {
  return broadcaster.transferCall({ token: tokenOf(assetId), to: wallet, amount });
}

/** Starts a sweep: sends its address exactly the gas its transfer can cost, or signs the transfer when the gas is there already. */
export async function startSweep(ctx: Ctx, rail: CustodyRail, { sweep, floors }: { sweep: SweepRow; floors: Floors }): Promise<boolean> {
  const { broadcaster, signers } = rail;
  const wallet = signers.escrow().address;
  const signed = await attemptsOf(ctx, sweep.id);
  const tries = signed.length;
  // Signed again with a higher fee is not another try.
  if (signed.filter(({ replacesId }) => replacesId === null).length >= MAX_ATTEMPTS) return giveUp(ctx, sweep, "too many tries");
  const call = await callOf(broadcaster, sweep, wallet);
  // Native coin pays its gas from its own amount.
  if (isNative(sweep.assetId)) return signTransfer(ctx, rail, sweep, { tries });
  const transfer = await quote(broadcaster, sweep.address, call);
  if (typeof transfer.estimate === "object") {
    await raiseOverdue(ctx, sweep.createdAt, { kind: "sweep.reverts", subject: sweep.id, detail: { failure: transfer.estimate.reverts } });
    return false;
  }
  const cost = gasCeiling(gasLimit(transfer.estimate), transfer.fees);
  if (transfer.balance >= cost) return signTransfer(ctx, rail, sweep, { tries });
  if (!isWorthGas(sweep, gasLimit(transfer.estimate) * gasPriceNow(transfer.fees), floors)) return false;
  return sendGas(ctx, rail, sweep, { value: cost - transfer.balance, tries, to: "gas_topup" });
}

/** Sends more gas after a transfer that is not mined: what was sent does not pay for a higher fee. */
export function sendMoreGas(
  ctx: Ctx,
  rail: CustodyRail,
  sweep: SweepRow,
  { short, tries }: { short: bigint; tries: number },
): Promise<boolean> {
  return sendGas(ctx, rail, sweep, { value: short, tries, to: "transfer" });
}

/**
 * Whether a sweep is worth what its gas costs now. One that a payout waits for, or that an admin has named, goes whatever it costs; others wait for
 * gas to be cheaper.
 */
export function isWorthGas({ assetId, amount, wanted, commandedAt }: SweepRow, cost: bigint, floors: Floors): boolean {
  return wanted || commandedAt !== null || amount >= floors.costIn(assetId, cost);
}

type TopUp = { readonly value: bigint; readonly tries: number; readonly to: "gas_topup" | "transfer" };

/** Signs and sends gas from the wallet to the sweep's address. */
async function sendGas(ctx: Ctx, rail: CustodyRail, sweep: SweepRow, { value, tries, to }: TopUp): Promise<boolean> {
  const { broadcaster, chain, signers } = rail;
  const escrow = signers.escrow();
  const wallet = escrow.address;
  const gasCall = await broadcaster.transferCall({ token: null, to: sweep.address, amount: value });
  const topUp = await quote(broadcaster, wallet, gasCall);
  if (typeof topUp.estimate === "object" || topUp.balance < value + gasCeiling(topUp.estimate, topUp.fees)) {
    await raiseIncident(ctx, {
      kind: "wallet.no_gas",
      subject: accountOn(chain.chain, wallet),
      detail: { sweep: publicId("sweep", sweep.id) },
    });
    return false;
  }
  const { estimate: gas, fees, minedCount } = topUp;
  const attempt = await inTransaction(ctx, async (tx) => {
    if (!(await isAlone(tx, sweep))) return null;
    await moveSweepLast(tx, sweep, to, { gasAmount: (sweep.gasAmount + value).toString(), failure: null });
    await mendIncidents(tx, accountOn(chain.chain, wallet), ["wallet.no_gas"]);
    const nonce = await takeNonce(tx, chain.chain, wallet, minedCount);
    return signAttempt(tx, escrow, nonce, {
      purpose: "sweep",
      subjectId: sweep.id,
      step: `gas_topup.${tries + 1}`,
      chain: chain.chain,
      ...gasCall,
      gas,
      fees,
    });
  });
  return sendSigned(ctx, rail, attempt);
}

/** Signs the token's transfer with the gas on the address. `tries`: how many transactions of it are signed already. */
export async function signTransfer(ctx: Ctx, rail: CustodyRail, sweep: SweepRow, { tries }: { tries: number }): Promise<boolean> {
  const { broadcaster, chain, signers } = rail;
  const signer = derivedSigner(signers.derived(sweep.derivationIndex), sweep);
  const native = isNative(sweep.assetId);
  const full = await callOf(broadcaster, sweep, signers.escrow().address);
  const { estimate, fees, balance, minedCount } = await quote(broadcaster, sweep.address, native ? { ...full, value: 0n } : full);
  if (typeof estimate === "object") {
    await raiseOverdue(ctx, sweep.createdAt, { kind: "sweep.reverts", subject: sweep.id, detail: { failure: estimate.reverts } });
    return false;
  }
  const gas = gasLimit(estimate);
  const left = balance - gasCeiling(gas, fees);
  const call = native ? { ...full, value: left < full.value ? left : full.value } : full;
  if (native && call.value <= 0n) return false;
  const affordable = native ? fees : affordableFees(fees, gas, balance);
  if (affordable.maxFeePerGas === 0n) return false;
  const attempt = await inTransaction(ctx, async (tx) => {
    if (!(await isAlone(tx, sweep))) return null;
    await moveSweepLast(tx, sweep, "transfer", native ? { amount: call.value.toString() } : {});
    await mendIncidents(tx, sweep.id, ["sweep.reverts"]);
    const nonce = await takeNonce(tx, chain.chain, sweep.address, minedCount);
    return signAttempt(tx, signer, nonce, {
      purpose: "sweep",
      subjectId: sweep.id,
      step: `transfer.${tries + 1}`,
      chain: chain.chain,
      ...call,
      gas,
      fees: affordable,
    });
  });
  return sendSigned(ctx, rail, attempt);
}

async function sendSigned(ctx: Ctx, rail: CustodyRail, attempt: AttemptRow | null): Promise<boolean> {
  if (attempt === null) return false;
  await rail.crash?.at("sweep.signed");
  await sendAttempt(ctx, rail, attempt, "sweep");
  return true;
}

/** One sweep at a time per address: otherwise one would spend the gas that was sent for another. */
async function isAlone(tx: TxCtx, sweep: SweepRow): Promise<boolean> {
  const { chain, address, id } = sweep;
  const there = await lockRows(
    tx,
    { s: "Sweep" },
    Prisma.sql`"Sweep" s WHERE s."chain" = ${chain} AND s."address" = ${address} ORDER BY s."id" FOR UPDATE`,
  );
  return there.every(({ s }) => s.id === id || (s.status !== "gas_topup" && s.status !== "transfer"));
}

export function derivedSigner(signer: TransferSigner, sweep: SweepRow): TransferSigner {
  // A key that does not match the xpub would sign for another, empty address, and its transaction would never be mined.
  if (signer.address !== sweep.address) throw new BrokenInvariant(`custody key and xpub disagree at index ${sweep.derivationIndex}`);
  return signer;
}

function giveUp(ctx: Ctx, sweep: SweepRow, failure: string): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    await moveSweep(tx, sweep, "failed", { failure });
    await setDeadline(tx, { purpose: "sweep_again", subjectId: sweep.id, dueAt: new Date((await now(tx)).getTime() + AGAIN_MS) });
    await raiseIncident(tx, { kind: "sweep.failed", subject: sweep.id, detail: { failure } });
    return true;
  });
}
