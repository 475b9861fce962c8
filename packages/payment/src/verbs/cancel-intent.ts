import { DomainError } from "@amanat/contracts";
import { audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { underWay } from "../internal/transfer-progress.ts";
import { giveBackLeg } from "../internal/journal-legs.ts";
import { giveBack } from "../internal/amounts-owed-back.ts";
import { endParts } from "../internal/write-escrow.ts";
import { moveIntent } from "../internal/write-rows.ts";
import { type IntentRow, lockScope } from "../internal/rows.ts";

/**
 * Closes what is still to be paid of an agreement. An intent with no part left ends as `cancelled`; one that pays for other
 * agreements too goes on, and what it brings for this one is its payer's to have back. `money_seen` means part of a price was proved
 * (it is refundable now, its refund drafted when it is worth sending) or is still confirming (it is refunded once proved).
 * Errors: NOT_FOUND, INVALID_STATE when something is paid already and nothing is left to close (use `move`).
 */
export async function cancelIntent(tx: TxCtx, input: { scope: string }): Promise<"cancelled" | "money_seen"> {
  const found = await lockScope(tx, input.scope);
  if (!found || found.intents.length === 0) throw new DomainError("NOT_FOUND");
  const isOpen = (intent: IntentRow) => intent.parts.some(({ scope, status }) => scope === input.scope && status === "open");
  const open = found.intents.filter(isOpen);
  if (open.length === 0 && found.intents.some(({ status }) => status === "credited")) throw new DomainError("INVALID_STATE");
  let seen = false;
  for (const intent of open) seen = (await close(tx, intent, input.scope)) || seen;
  for (const intent of found.intents.filter((one) => !isOpen(one))) seen = seen || (await underWay(tx, intent.id)).count > 0;
  return seen ? "money_seen" : "cancelled";
}

/** True when money of it was seen. */
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
