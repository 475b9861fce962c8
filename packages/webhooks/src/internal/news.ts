import { publicId } from "@amanat/contracts";
import { appendEvents, type TxCtx } from "@amanat/db";
import type { EndpointRow } from "./endpoints.ts";

/** Who keeps an endpoint hears of it: its owner, or the tenant's admins. */
export const channelsOf = ({ ofTenant, ownerId }: Pick<EndpointRow, "ofTenant" | "ownerId">): string[] =>
  ofTenant ? ["role:admin"] : [`user:${ownerId}`];

type Kept = Pick<EndpointRow, "id" | "ofTenant" | "ownerId">;

/**
 * Says to their keepers' pages that endpoints, or what was sent to them, are not as they were. Consumers and feeds are not told: a message
 * about a message that was sent would have no end.
 */
export async function sayChanged(tx: TxCtx, ...rows: readonly Kept[]): Promise<void> {
  const event = { type: "webhook.changed.v1", actorRole: "system", reacts: false } as const;
  await appendEvents(
    tx,
    rows.map((row) => ({ ...event, subjectId: row.id, payload: { webhookId: publicId("webhook", row.id) }, channels: channelsOf(row) })),
  );
}

/** Says to its keeper where their news goes now: whoever has taken over an account would listen on after its password was changed. */
export async function sayNamed(tx: TxCtx, row: Kept): Promise<void> {
  const payload = { webhookId: publicId("webhook", row.id) };
  await appendEvents(tx, [{ type: "webhook.named.v1", subjectId: row.id, payload, channels: channelsOf(row), actorRole: "system" }]);
}
