import { DomainError, type ProviderName } from "@amanat/contracts";
import { bytes, type Ctx, newId, now, reader } from "@amanat/db";
import type { ProviderSettings } from "../ports.ts";
import type { Headers, PaymentProvider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";

/** The HTTP answer: the status its provider expects once the webhook is stored or known already; 401 for a wrong signature. */
export type WebhookAnswer = { http: 200 | 202 | 401; outcome: "stored" | "duplicate" | "refused" };

/**
 * Stores a provider's webhook, once per provider and delivery and once per fact, after the provider has checked its signature over the raw bytes.
 * It is not interpreted here and moves no money; one we cannot interpret is stored too and gets its outcome in `processInbox`.
 * Errors: NOT_SUPPORTED (the provider is not in use).
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
  const { deliveryId, event, test = false, fact = null } = signed;
  // PostgreSQL text can not contain U+0000.
  const [target, origin] = [signed.target.replaceAll("\0", ""), signed.origin.replaceAll("\0", "")];
  // `turn` orders the inbox so that a flood about one target delays only that target: it grows with the waiting webhooks of the same
  // transaction and with the number of other transactions about the same target. All first turns come before any second one.
  // oxlint-disable-next-line amanat/no-unaudited-write -- the inbox row is itself the record of what was delivered
  const stored = await reader(ctx).$executeRaw`
    INSERT INTO "WebhookInbox" ("id", "provider", "deliveryId", "event", "rawBody", "receivedAt", "nextAt", "target", "origin", "test", "fact",
      "turn")
    SELECT ${newId()}::uuid, ${name}, ${deliveryId}, ${event}, ${bytes(webhook.raw)}, ${at}, ${at}, ${target}, ${origin}, ${test}, ${fact},
      coalesce((SELECT min("turn") FROM "WebhookInbox" WHERE "processedAt" IS NULL), 0)
      + (SELECT count(*) FILTER (WHERE "origin" = ${origin}) + count(DISTINCT "origin") FILTER (WHERE "origin" <> ${origin})
         FROM "WebhookInbox" WHERE "processedAt" IS NULL AND "target" = ${target})
    ON CONFLICT DO NOTHING`;
  return { http: provider.stored, outcome: stored === 1 ? "stored" : "duplicate" };
}
