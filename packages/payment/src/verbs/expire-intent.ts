import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { underWay } from "../internal/transfer-progress.ts";
import { giveBackLeg } from "../internal/journal-legs.ts";
import { giveBack } from "../internal/amounts-owed-back.ts";
import { endParts } from "../internal/write-escrow.ts";
import { intentEvents } from "../internal/events.ts";
import { moveIntent } from "../internal/write-rows.ts";
import { type IntentRow, lockAgreement } from "../internal/rows.ts";
import { maySuffice } from "../rules.ts";

/**
 * Ends an agreement's intents because the time to pay is over. It takes the intents' locks, so a deposit is either seen here or finds
 * them expired.
 *
 * - `money_seen`: the price is complete, or transfers under way can still complete it. Nothing changes.
 * - `expired`: less money than that keeps no deal open. What was received is refundable; what still confirms is refunded once proved.
 *
 * Errors: NOT_FOUND, INVALID_STATE (cancelled).
 */
export async function expireIntent(tx: TxCtx, input: { scope: string }): Promise<"expired" | "money_seen"> {
  const open = await unpaid(tx, input);
  if (open === null) return "money_seen";
  for (const intent of open) await expire(tx, intent);
  return "expired";
}

/**
 * Whether `expireIntent` would answer `money_seen`. It writes nothing. It takes the same locks, so the answer holds until the transaction
 * ends. Errors: as `expireIntent`.
 */
export async function isMoneySeen(tx: TxCtx, input: { scope: string }): Promise<boolean> {
  return (await unpaid(tx, input)) === null;
}

/** An agreement's open intents, locked: the ones to expire. Null when money was seen. */
async function unpaid(tx: TxCtx, input: { scope: string }): Promise<IntentRow[] | null> {
  const found = await lockAgreement(tx, input.scope);
  const newest = found?.intents.at(-1);
  if (!found || !newest) throw new DomainError("NOT_FOUND");
  const open = found.intents.filter(({ parts }) => parts.some(({ scope, status }) => scope === input.scope && status === "open"));
  if (open.length === 0) {
    if (newest.status === "cancelled") throw new DomainError("INVALID_STATE");
    return newest.status === "credited" ? null : [];
  }
  for (const intent of open) if (maySuffice(intent, (await underWay(tx, intent.id)).amount)) return null;
  return open;
}

async function expire(tx: TxCtx, intent: IntentRow): Promise<void> {
  const expired = await endParts(tx, await moveIntent(tx, intent, "expired"), "closed");
  await appendEvents(tx, intentEvents("payment.expired.v1", expired, {}));
  if (intent.received === 0n) return;
  await post(tx, { id: journalId("payment", intent.id, "expire"), legs: [giveBackLeg(intent, intent.received, "refund")] });
  await giveBack(tx, expired, { amount: intent.received, cause: `expire:${intent.id}` });
  await audit(tx, {
    action: "intent.expire",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { received: intent.received.toString() },
  });
}
