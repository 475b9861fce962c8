import { DomainError, type ProviderName } from "@amanat/contracts";
import { bytes, type Ctx, newId, now, reader } from "@amanat/db";
import type { ProviderSettings } from "../ports.ts";
import type { Headers, PaymentProvider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";

/** What the front door answers: what that provider expects to hear once it is stored (or known already), 401 when it did not sign it. */
export type WebhookAnswer = { http: 200 | 202 | 401; outcome: "stored" | "duplicate" | "refused" };

/**
 * Takes a provider's webhook: the provider checks its signature over the bytes that came, and it is stored once per provider and
 * delivery. It never moves money and is not read for meaning: also one we do not understand is stored, and processed to an outcome
 * that says so. Errors: NOT_SUPPORTED (a provider not in use here).
 */
export async function receiveWebhook(
  ctx: Ctx,
  name: ProviderName,
  webhook: { raw: Uint8Array; headers: Headers },
  settings: ProviderSettings,
): Promise<WebhookAnswer> {
  const provider: PaymentProvider = PROVIDERS[name];
  if (settings[name] === null) throw new DomainError("NOT_SUPPORTED", `${name} is not in use here.`);
  const at = await now(ctx);
  const signed = provider.handleProviderWebhook({ ...webhook, at }, settings[name]);
  if (signed === null) return { http: 401, outcome: "refused" };
  const { deliveryId, event } = signed;
  // The database takes no U+0000.
  const [target, origin] = [signed.target.replaceAll("\0", ""), signed.origin.replaceAll("\0", "")];
  // The turn counts what already waits of the same transaction and, once for each, the other transactions about the same target.
  // First turns are all taken before any second one. So a flood about one target delays itself and nobody else.
  // oxlint-disable-next-line amanat/no-unaudited-write -- the inbox row is itself the record of what was delivered
  const stored = await reader(ctx).$executeRaw`
    INSERT INTO "WebhookInbox" ("id", "provider", "deliveryId", "event", "rawBody", "receivedAt", "nextAt", "target", "origin", "turn")
    SELECT ${newId()}::uuid, ${name}, ${deliveryId}, ${event}, ${bytes(webhook.raw)}, ${at}, ${at}, ${target}, ${origin},
      coalesce((SELECT min("turn") FROM "WebhookInbox" WHERE "processedAt" IS NULL), 0)
      + (SELECT count(*) FILTER (WHERE "origin" = ${origin}) + count(DISTINCT "origin") FILTER (WHERE "origin" <> ${origin})
         FROM "WebhookInbox" WHERE "processedAt" IS NULL AND "target" = ${target})
    ON CONFLICT ("provider", "deliveryId") DO NOTHING`;
  return { http: provider.stored, outcome: stored === 1 ? "stored" : "duplicate" };
}
