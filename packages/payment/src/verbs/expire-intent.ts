import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { underWay } from "../internal/arrivals.ts";
import { giveBackLeg } from "../internal/books.ts";
import { giveBack } from "../internal/collect.ts";
import { aboutIntent, intentPayload } from "../internal/events.ts";
import { moveIntent } from "../internal/move.ts";
import { lockIntentOf } from "../internal/rows.ts";
import { maySuffice } from "../rules.ts";

/**
 * The time to pay ran out. Locks the intent, so that a detection is either seen here or finds it expired.
 * `money_seen`: the price is complete, or what is under way may complete it, and nothing changed. Less than that keeps no deal
 * open: the part that is here becomes refundable, and what still confirms is given back once proved.
 * Errors: NOT_FOUND, INVALID_STATE (cancelled).
 */
export async function expireIntent(tx: TxCtx, input: { scope: string }): Promise<"expired" | "money_seen"> {
  const intent = await lockIntentOf(tx, input.scope);
  if (!intent) throw new DomainError("NOT_FOUND");
  if (intent.status === "expired") return "expired";
  if (intent.status === "credited" || maySuffice(intent, (await underWay(tx, intent.id)).amount)) return "money_seen";
  const expired = await moveIntent(tx, intent, "expired");
  await appendEvents(tx, [{ type: "payment.expired.v1", ...aboutIntent(expired), payload: intentPayload(expired) }]);
  if (intent.received > 0n) {
    await post(tx, { id: journalId("payment", intent.id, "expire"), legs: [giveBackLeg(intent, intent.received, "refund")] });
    await giveBack(tx, expired, { amount: intent.received, cause: `expire:${intent.id}` });
    await audit(tx, {
      action: "intent.expire",
      subjectKind: "intent",
      subjectId: intent.id,
      payload: { received: intent.received.toString() },
    });
  }
  return "expired";
}
