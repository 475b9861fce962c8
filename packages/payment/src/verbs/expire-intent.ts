import { DomainError } from "@amanat/contracts";
import { appendEvents, type TxCtx } from "@amanat/db";
import { aboutIntent, intentPayload } from "../internal/events.ts";
import { moveIntent } from "../internal/move.ts";
import { lockIntentOf } from "../internal/rows.ts";

/**
 * The time to pay ran out. Locks the intent, so that a detection is either seen here or finds it expired.
 * `money_seen`: something was detected or received and nothing changed. Errors: NOT_FOUND, INVALID_STATE (cancelled).
 */
export async function expireIntent(tx: TxCtx, input: { scope: string }): Promise<"expired" | "money_seen"> {
  const intent = await lockIntentOf(tx, input.scope);
  if (!intent) throw new DomainError("NOT_FOUND");
  if (intent.status === "expired") return "expired";
  const seen = intent.received > 0n || ["detected", "confirming", "credited"].includes(intent.status);
  if (seen) return "money_seen";
  const expired = await moveIntent(tx, intent, "expired");
  await appendEvents(tx, [{ type: "payment.expired.v1", ...aboutIntent(expired), payload: intentPayload(expired) }]);
  return "expired";
}
