import { DomainError } from "@amanat/contracts";
import { audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { underWay } from "../internal/arrivals.ts";
import { giveBackLeg } from "../internal/books.ts";
import { giveBack } from "../internal/collect.ts";
import { moveIntent } from "../internal/move.ts";
import { lockIntentOf } from "../internal/rows.ts";

/**
 * Cancels an intent that is not credited yet. The intent ends as `cancelled` in both answers; `money_seen`
 * means part of the price was proved (it is refundable now, its refund drafted when it is worth sending) or is still confirming
 * (it is refunded once proved). Errors: NOT_FOUND, INVALID_STATE when credited (use draftRefund).
 */
export async function cancelIntent(tx: TxCtx, input: { scope: string }): Promise<"cancelled" | "money_seen"> {
  const intent = await lockIntentOf(tx, input.scope);
  if (!intent) throw new DomainError("NOT_FOUND");
  if (intent.status === "credited") throw new DomainError("INVALID_STATE");
  const short = intent.status !== "cancelled" && intent.status !== "expired" && intent.received > 0n;
  const { count: inFlight } = await underWay(tx, intent.id);
  const ended = intent.status !== "cancelled" && intent.status !== "expired" ? await moveIntent(tx, intent, "cancelled") : intent;
  if (short) {
    await post(tx, { id: journalId("payment", intent.id, "cancel"), legs: [giveBackLeg(intent, intent.received, "refund")] });
    await giveBack(tx, ended, { amount: intent.received, cause: `cancel:${intent.id}` });
  }
  await audit(tx, {
    action: "intent.cancel",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { received: intent.received.toString(), inFlight },
  });
  return short || inFlight > 0 ? "money_seen" : "cancelled";
}
