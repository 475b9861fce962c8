import { publicId } from "@amanat/contracts";
import { appendEvents, type TxCtx } from "@amanat/db";
import type { EndpointRow } from "./endpoints.ts";

/** Who keeps an endpoint hears of it: its owner, or the tenant's admins. */
export const channelsOf = ({ ofTenant, ownerId }: Pick<EndpointRow, "ofTenant" | "ownerId">): string[] =>
  ofTenant ? ["role:admin"] : [`user:${ownerId}`];

/**
 * Says to its keeper's pages that an endpoint, or what was sent to it, is not as it was. Consumers and feeds are not told: a message about a
 * message that was sent would have no end.
 */
export async function sayChanged(tx: TxCtx, row: Pick<EndpointRow, "id" | "ofTenant" | "ownerId">): Promise<void> {
  const payload = { webhookId: publicId("webhook", row.id) };
  const event = { type: "webhook.changed.v1", subjectId: row.id, payload, actorRole: "system", reacts: false } as const;
  await appendEvents(tx, [{ ...event, channels: channelsOf(row) }]);
}
