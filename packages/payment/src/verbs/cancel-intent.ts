import { DomainError } from "@amanat/contracts";
import { audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { underWay } from "../internal/transfer-progress.ts";
import { giveBackLeg } from "../internal/journal-legs.ts";
import { giveBack } from "../internal/amounts-owed-back.ts";
import { endParts } from "../internal/write-escrow.ts";
import { moveIntent } from "../internal/write-rows.ts";
import { type IntentRow, lockAgreement } from "../internal/rows.ts";

/**
 * Ends what is still to be paid for an agreement, inside the caller's transaction.
 *
 * - An intent without other open parts ends as `cancelled`, and what it received is refundable.
 * - An intent that pays for other agreements too stays open. Only the part of this agreement is closed; its money goes back to the payer.
 *
 * Returns `money_seen` when some money of it was proved or is still confirming, which is then refunded.
 * Errors: NOT_FOUND, INVALID_STATE (the price is paid and no part is open: use `moveMoney`).
 */
export async function cancelIntent(tx: TxCtx, input: { scope: string }): Promise<"cancelled" | "money_seen"> {
  const found = await lockAgreement(tx, input.scope);
  if (!found || found.intents.length === 0) throw new DomainError("NOT_FOUND");
  const isOpen = (intent: IntentRow) => intent.parts.some(({ scope, status }) => scope === input.scope && status === "open");
  const open = found.intents.filter(isOpen);
  if (open.length === 0 && found.intents.some(({ status }) => status === "credited")) throw new DomainError("INVALID_STATE");
  let seen = false;
  for (const intent of open) seen = (await close(tx, intent, input.scope)) || seen;
  for (const intent of found.intents.filter((one) => !isOpen(one))) seen = seen || (await underWay(tx, intent.id)).count > 0;
  return seen ? "money_seen" : "cancelled";
}

/** Returns whether money of the intent was seen. */
async function close(tx: TxCtx, intent: IntentRow, scope: string): Promise<boolean> {
  const { count: inFlight } = await underWay(tx, intent.id);
  const closed = await endParts(tx, intent, "closed", scope);
  const goesOn = closed.parts.some(({ status }) => status === "open");
  const short = !goesOn && intent.received > 0n;
  const ended = goesOn ? closed : await moveIntent(tx, closed, "cancelled");
  if (short) {
    await post(tx, { id: journalId("payment", intent.id, "cancel"), legs: [giveBackLeg(intent, intent.received, "refund")] });
    await giveBack(tx, ended, { amount: intent.received, cause: `cancel:${intent.id}` });
  }
  await audit(tx, {
    action: "intent.cancel",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { received: intent.received.toString(), inFlight, goesOn },
  });
  return intent.received > 0n || inFlight > 0;
}
