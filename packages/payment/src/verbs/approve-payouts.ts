import {
  approvePayoutsInput,
  BrokenInvariant,
  DomainError,
  isDomainError,
  parsed,
  type PayoutsDecided,
  publicId,
  type StepUpDemand,
} from "@amanat/contracts";
import { audit, type Ctx, digestOf, inTransaction, now, oncePerKey, requireRole, requireStepUp, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { approveOne } from "../internal/approve.ts";
import { type BatchedRow, batchOf, insertBatch, lockOwed, noteWhatCame, seenIn } from "../internal/batched-approvals.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";

type Ports = ChainPorts & Pick<PayInPorts, "people" | "safekeeping">;
type Command = z.output<typeof approvePayoutsInput>;
type Result = PayoutsDecided["results"][number];

/** As long as a proof of presence lives. */
const COVERED_MS = 5 * 60_000;

/**
 * An admin approves several payouts of one asset by one proof over exactly these and their sum. The proof is spent and what it covers is
 * written down first; then each payout is approved in a transaction of its own, as by `approvePayout`, with an entry of its own. What is
 * refused is named and holds back nothing else. Where devices are required, each payout is signed for by itself: here all are refused.
 *
 * - Who and from: each payout as `approvePayout`.
 * - Two at once: each payout is one caller's, and the others' answers name it as refused.
 * - Replay: with the same Idempotency-Key the same answer. If the process died on the way, what is still owed is done then; after five
 *   minutes it is refused, since the proof is too old.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, STEP_UP_REQUIRED, VALIDATION_ERROR (`total` is not the sum), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function approvePayouts(ctx: Ctx, input: z.input<typeof approvePayoutsInput>, ports: Ports): Promise<PayoutsDecided> {
  requireRole(ctx.actor, "admin");
  const command = parsed(approvePayoutsInput, input);
  const { batchId } = await oncePerKey(ctx, "payment.approvePayouts", command, (tx) => begin(tx, command));
  const results: Result[] = [];
  // One after the other: a payout of an agreement may lie behind another of it.
  for (const row of await batchOf(ctx, batchId)) results.push(await decided(ctx, row, ports));
  return { results };
}

/** What is signed: how many payouts, their sum, and a digest of the list. */
export function demandOver({ asset, total, payouts }: Command): StepUpDemand {
  const digest = Buffer.from(digestOf(payouts.map(({ payoutId, amount, destination }) => ({ payoutId, amount, destination }))));
  return {
    action: "payout.approve_many",
    subject: `${payouts.length} payouts ${digest.toString("hex")}`,
    amount: total,
    asset,
    destination: String(payouts.length),
  };
}

async function begin(tx: TxCtx, command: Command): Promise<{ batchId: string }> {
  const admin = requireRole(tx.actor, "admin");
  const { asset, total, payouts } = command;
  if (payouts.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString() !== total)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "total", code: "differs" }] });
  await requireStepUp(tx, demandOver(command));
  const until = new Date((await now(tx)).getTime() + COVERED_MS);
  const batchId = await insertBatch(tx, { adminId: admin.userId, asset, until }, payouts);
  await audit(tx, {
    action: "payout.approve_many",
    subjectKind: "payout_batch",
    subjectId: batchId,
    payload: { asset, total, payouts: payouts.map(({ payoutId }) => payoutId) },
  });
  return { batchId };
}

async function decided(ctx: Ctx, row: BatchedRow, ports: Ports): Promise<Result> {
  if (row.became !== null || row.code !== null) return resultOf(row);
  try {
    return await inTransaction(ctx, (tx) => approveOwed(tx, row, ports));
  } catch (error) {
    // What may be tried again stays owed; the same key does it.
    if (!isDomainError(error)) {
      ctx.log.error({ err: error, payoutId: row.payoutId }, "one payout of a batch failed");
      return refusedAs(row, { code: "INTERNAL_SERVER_ERROR", fields: [] });
    }
    const refused = { code: error.code, fields: error.issues.map(({ path }) => path) };
    return error.code === "BUSY" ? refusedAs(row, refused) : inTransaction(ctx, (tx) => refuseOwed(tx, row, refused));
  }
}

async function approveOwed(tx: TxCtx, row: BatchedRow, ports: Ports): Promise<Result> {
  const owed = await lockOwed(tx, row);
  if (!owed) return resultOf(await asItIs(tx, row));
  const payout = await approveOne(tx, seenIn(owed), ports, async () => {
    if (owed.until <= (await now(tx))) throw new DomainError("STEP_UP_REQUIRED");
  });
  await noteWhatCame(tx, owed, { became: payout.status, reached: payout.version });
  return { payoutId: publicId("payout", payout.id), moved: { status: payout.status, version: payout.version }, refused: null };
}

type Refused = NonNullable<Result["refused"]>;
const refusedAs = ({ payoutId }: BatchedRow, refused: Refused): Result => ({
  payoutId: publicId("payout", payoutId),
  moved: null,
  refused,
});

async function refuseOwed(tx: TxCtx, row: BatchedRow, refused: Refused): Promise<Result> {
  const owed = await lockOwed(tx, row);
  if (!owed) return resultOf(await asItIs(tx, row));
  await noteWhatCame(tx, owed, refused);
  await audit(tx, {
    action: "payout.approve_refused",
    subjectKind: "payout",
    subjectId: owed.payoutId,
    payload: { batch: owed.batchId, ...refused },
  });
  return refusedAs(owed, refused);
}

/** A twin of the same key was faster. */
async function asItIs(tx: TxCtx, { batchId, position }: BatchedRow): Promise<BatchedRow> {
  const rows = await batchOf(tx, batchId);
  const found = rows.find((one) => one.position === position);
  if (!found) throw new DomainError("NOT_FOUND");
  return found;
}

function resultOf(row: BatchedRow): Result {
  const { payoutId, became, reached, code, fields } = row;
  if (code !== null) return refusedAs(row, { code, fields });
  if (became === null || reached === null) throw new BrokenInvariant(`nothing has come of ${row.batchId} ${row.position}`);
  return { payoutId: publicId("payout", payoutId), moved: { status: became, version: reached }, refused: null };
}
