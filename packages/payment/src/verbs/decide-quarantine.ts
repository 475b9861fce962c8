import { decideQuarantineInput, DomainError, parsed, publicId, type QuarantineView, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, mendIncidents, now, oncePerKey, requireRole, requireStepUp, setDeadline, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { type Decided, lockIntentOf, quarantineTimerOf, releaseQuarantine, returnQuarantine } from "../internal/quarantine.ts";
import { type IntentRow, lockEscrow, lockQuarantine, type QuarantineRow } from "../internal/rows.ts";
import { moveQuarantine } from "../internal/write-quarantine.ts";
import { quarantineViewOf } from "../reads/quarantine.ts";

const YEAR_MS = 366 * 24 * 60 * 60_000;

/**
 * An admin decides about money from a listed address.
 *
 * - `release`: it pays its price; where the price is paid or over, it is its payer's and refunded. Only where it would fit a price.
 * - `return`: an unmatched deposit from now on, which an admin sends back where that is lawful. Its payout is screened like any other.
 * - `keep`: it stays frozen, until another date, on which the operators are told again.
 *
 * - Who: an admin with a proof of presence who is no party of the deal. From: `frozen`.
 * - Two at once: the row's lock lets one through; the other gets VERSION_CONFLICT or INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED,
 * VALIDATION_ERROR (`amount` differs, `decision` where it fits no price, `until` not within a year), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function decideQuarantine(ctx: Ctx, input: z.input<typeof decideQuarantineInput>): Promise<QuarantineView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(decideQuarantineInput, input);
  return oncePerKey(ctx, "payment.decideQuarantine", command, async (tx) => {
    const id = uuidOf("quarantine", command.quarantineId);
    if (id === null) throw new DomainError("NOT_FOUND");
    const intent = await lockIntentOf(tx, id);
    if (intent !== null && (await lockEscrow(tx, intent.scope))?.parties.includes(admin.userId)) throw new DomainError("SELF_APPROVAL");
    const frozen = await lockQuarantine(tx, id);
    if (!frozen) throw new DomainError("NOT_FOUND");
    if (frozen.status !== "frozen") throw new DomainError("INVALID_STATE");
    if (frozen.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    if (command.amount !== frozen.amount.toString()) refuse("amount", "differs");
    await requireStepUp(tx, {
      action: "quarantine.decide",
      subject: publicId("quarantine", frozen.id),
      amount: command.amount,
      asset: frozen.assetId,
      destination: null,
    });
    const at = await now(tx);
    const decided = { decidedById: admin.userId, decidedByName: admin.name, decidedReason: command.reason, decidedAt: at };
    const after = await carryOut(tx, frozen, { intent, decided, decision: command.decision, until: untilOf(command.until, at) });
    const { decision, reason, until = null } = command;
    await audit(tx, {
      action: "quarantine.decide",
      subjectKind: "quarantine",
      subjectId: frozen.id,
      payload: { decision, reason, until, amount: command.amount, listed: frozen.listed },
    });
    return quarantineViewOf(tx, after);
  });
}

type Decision = {
  intent: IntentRow | null;
  decided: Decided;
  decision: z.output<typeof decideQuarantineInput>["decision"];
  until: Date | null;
};

async function carryOut(tx: TxCtx, frozen: QuarantineRow, { intent, decided, decision, until }: Decision): Promise<QuarantineRow> {
  if (decision === "return") return returnQuarantine(tx, frozen, intent, decided);
  if (decision === "release") {
    if (intent === null || frozen.reason !== null) return refuse("decision", "no_price");
    return releaseQuarantine(tx, frozen, intent, decided);
  }
  if (until === null) return refuse("until", "required");
  await setDeadline(tx, { ...quarantineTimerOf(frozen.id), dueAt: until });
  await mendIncidents(tx, frozen.id, ["deposit.quarantined"]);
  return moveQuarantine(tx, frozen, "frozen", { ...decided, decideBy: until });
}

function untilOf(text: string | undefined, at: Date): Date | null {
  if (text === undefined) return null;
  const until = new Date(text);
  if (until <= at || until.getTime() > at.getTime() + YEAR_MS) refuse("until", "out_of_range");
  return until;
}

function refuse(path: string, code: string): never {
  throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path, code }] });
}
