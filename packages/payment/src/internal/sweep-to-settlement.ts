import { canonicalAddress, isDomainError, isNative, tokenOf } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, mendIncidents, raiseIncident } from "@amanat/db";
import { journalId, type Leg, postLast } from "@amanat/ledger";
import type { CustodyRail, TxOutcome } from "../ports.ts";
import { bump, bumpOf, tellNoGas } from "./bump-fees.ts";
import type { Floors } from "../reads/floors.ts";
import { attemptsOf, closeAttempt, lookAt, type Seen } from "./signed-transactions.ts";
import { gasLeg, legs, sweepLeg, topUpLeg } from "./journal-legs.ts";
import { moveSweep, moveSweepLast } from "./write-rows.ts";
import type { AttemptRow, SweepRow } from "./rows.ts";
import { derivedSigner, isWorthGas, sendMoreGas, signTransfer } from "./sweep-signing.ts";
import { gasPriceNow } from "../rules.ts";

type Watched = { attempt: AttemptRow; seen: Seen };
/** A sweep that has begun, what the chain shows of its transactions, and what gas is worth. */
type Going = { sweep: SweepRow; watched: readonly Watched[]; floors: Floors };

function isOpen(attempt: AttemptRow): boolean {
  return attempt.status !== "settled" && attempt.status !== "failed" && attempt.status !== "replaced";
}

/**
 * Follows a sweep's transactions; returns whether anything changed, or that it has ended. The transfer is signed as soon as its gas is mined. Both are posted when
 * final, each under its own chain reference.
 */
export async function followSweep(
  ctx: Ctx,
  rail: CustodyRail,
  { sweep, floors }: { sweep: SweepRow; floors: Floors },
): Promise<boolean | "ended"> {
  const watched: Watched[] = [];
  for (const attempt of await attemptsOf(ctx, sweep.id))
    watched.push({ attempt, seen: isOpen(attempt) ? await lookAt(ctx, rail, attempt) : null });
  let changed = false;
  const attempts: AttemptRow[] = [];
  for (const { attempt, seen } of watched) {
    const settled = seen?.final === true && (await settleAttempt(ctx, rail, sweep, attempt, seen.outcome));
    changed ||= settled;
    attempts.push(settled ? { ...attempt, status: seen.outcome.status === "success" ? "settled" : "failed" } : attempt);
  }
  const last = lastOf(attempts, sweep.status);
  if (!last) return changed;
  if (sweep.status === "gas_topup") return (await afterTopUp(ctx, rail, last, { sweep, watched, floors })) || changed;
  if (attempts.some((one) => isOpen(one) && !isOver(one, attempts)))
    return (await raiseFee(ctx, rail, { sweep, watched, floors })) || changed;
  return finish(ctx, rail, sweep, last);
}

const sameNonce = (one: AttemptRow, other: AttemptRow) => one.signer === other.signer && one.nonce === other.nonce;

/** Another one of its nonce is final. */
const isOver = (attempt: AttemptRow, all: readonly AttemptRow[]): boolean =>
  all.some((other) => sameNonce(other, attempt) && (other.status === "settled" || other.status === "failed"));

/** The transaction by which the step that a sweep is in ends: of those with one nonce, the one that is final, or the newest. */
function lastOf(attempts: readonly AttemptRow[], status: SweepRow["status"]): AttemptRow | undefined {
  const step = attempts.filter((one) => status !== "transfer" || one.step.startsWith("transfer"));
  const newest = step.filter(({ status: of }) => of !== "replaced").at(-1);
  const group = step.filter((one) => newest !== undefined && sameNonce(one, newest));
  return group.find((one) => one.status === "settled" || one.status === "failed") ?? newest;
}

/** Signs again, with a higher fee, what is not mined: the gas for the address first, then the transfer. */
async function raiseFee(ctx: Ctx, rail: CustodyRail, { sweep, watched, floors }: Going): Promise<boolean> {
  const unseen = watched.filter(({ attempt, seen }) => isOpen(attempt) && seen === null).map(({ attempt }) => attempt);
  const waiting = unseen.find(({ step }) => step.startsWith("gas_topup")) ?? unseen[0];
  if (waiting === undefined) return false;
  const group = watched.filter(({ attempt }) => sameNonce(attempt, waiting));
  // One of them is mined, and not final yet.
  if (group.some(({ seen }) => seen !== null)) return false;
  const due = await bumpOf(
    ctx,
    rail,
    group.map(({ attempt }) => attempt),
  );
  if (due === null) return false;
  if (waiting.signer === rail.signers.escrow().address) {
    if (due.short === 0n) return bump(ctx, rail, rail.signers.escrow(), due);
    await tellNoGas(ctx, rail, due.newest);
    return false;
  }
  if (!isWorthGas(sweep, due.gas * gasPriceNow(due.fees), floors)) return false;
  if (due.short > 0n) return sendMoreGas(ctx, rail, sweep, { short: due.short, tries: watched.length });
  return bump(ctx, rail, derivedSigner(rail.signers.derived(sweep.derivationIndex), sweep), due);
}

async function afterTopUp(ctx: Ctx, rail: CustodyRail, last: AttemptRow, going: Going): Promise<boolean> {
  const { sweep, watched } = going;
  if (last.status === "failed") return replan(ctx, sweep, "gas top-up reverted");
  const seen = watched.find(({ attempt, seen: shown }) => shown !== null && sameNonce(attempt, last))?.seen ?? null;
  const arrived = last.status === "settled" || seen?.outcome.status === "success";
  return arrived ? signTransfer(ctx, rail, sweep, { tries: watched.length }) : raiseFee(ctx, rail, going);
}

async function finish(ctx: Ctx, rail: CustodyRail, sweep: SweepRow, last: AttemptRow): Promise<boolean | "ended"> {
  if (last.status === "failed") return replan(ctx, sweep, "transfer reverted");
  await inTransaction(ctx, async (tx) => {
    await moveSweepLast(tx, sweep, "settled", { failure: null });
    await mendIncidents(tx, sweep.id);
    await audit(tx, {
      action: "sweep.settle",
      subjectKind: "sweep",
      subjectId: sweep.id,
      payload: { txHash: last.txHash, amount: sweep.amount.toString() },
    });
  });
  await rail.crash?.at("sweep.settled");
  return "ended";
}

function replan(ctx: Ctx, sweep: SweepRow, failure: string): Promise<boolean> {
  ctx.log.warn({ sweep: sweep.id, failure }, "a sweep starts over");
  return inTransaction(ctx, async (tx) => {
    await moveSweep(tx, sweep, "planned", { failure });
    return true;
  });
}

/** Posts one final transaction of a sweep, once: the amount it moved (none when it reverted) and its gas. */
async function settleAttempt(ctx: Ctx, rail: CustodyRail, sweep: SweepRow, attempt: AttemptRow, outcome: TxOutcome): Promise<boolean> {
  const moved = outcome.status === "success" ? await movedLeg(ctx, rail, sweep, attempt, outcome) : [];
  if (moved === null) return false;
  const settled = inTransaction(ctx, async (tx) => {
    await closeAttempt(tx, attempt, outcome);
    postLast(tx, {
      id: journalId("payment", attempt.id, "settle"),
      legs: legs(...moved, gasLeg(sweep.chain, attempt.signer, attempt.txHash, outcome.gasCost)),
    });
    return true;
  });
  return settled.catch((error: unknown) => {
    // Another worker was first.
    if (isDomainError(error) && error.code === "VERSION_CONFLICT") return false;
    throw error;
  });
}

async function movedLeg(ctx: Ctx, rail: CustodyRail, sweep: SweepRow, attempt: AttemptRow, outcome: TxOutcome): Promise<Leg[] | null> {
  const wallet = rail.chain.escrowWallet;
  if (attempt.step.startsWith("gas_topup"))
    return [topUpLeg(sweep, wallet, { txHash: attempt.txHash, amount: attempt.value ?? sweep.gasAmount })];
  if (isNative(sweep.assetId)) return [sweepLeg(sweep, wallet, attempt.txHash, "native")];
  const token = tokenOf(sweep.assetId);
  const log = outcome.transfers.find(
    (each) =>
      token !== null &&
      each.token === canonicalAddress(token) &&
      each.from === sweep.address &&
      each.to === wallet &&
      each.amount === sweep.amount,
  );
  if (log) return [sweepLeg(sweep, wallet, attempt.txHash, log.logIndex)];
  await raiseIncident(ctx, { kind: "sweep.no_transfer", subject: sweep.id, detail: { txHash: attempt.txHash } });
  return null;
}
