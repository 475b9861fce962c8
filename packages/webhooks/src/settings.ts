import { derivedSecret } from "@amanat/db";
import { openOutbound } from "@amanat/outbound";
import type { WebhookPorts } from "./ports.ts";
import type { WebhookSettings } from "./rules.ts";

type OutwardGiven = {
  readonly JWT_SECRET: string;
  readonly WEBHOOK_SIGNING_KEY?: string | undefined;
  readonly OUTBOUND_LOCAL_HOSTS: Readonly<Record<string, string>>;
};

/** The way out, and the key of webhooks' secrets: one of its own, or one that follows from the installation's secret. */
export function webhookPorts(env: OutwardGiven): WebhookPorts {
  const secret = env.WEBHOOK_SIGNING_KEY ?? env.JWT_SECRET;
  return {
    outbound: openOutbound({ local: env.OUTBOUND_LOCAL_HOSTS, servers: [] }),
    key: derivedSecret(secret, "webhooks"),
  };
}

type SendingGiven = {
  readonly WEBHOOK_BASE_DELAY_MS: number;
  readonly WEBHOOK_MAX_DELAY_MS: number;
  readonly WEBHOOK_TIMEOUT_MS: number;
  readonly WEBHOOK_MAX_RETRIES?: number | undefined;
};

/** What the environment says of sending. */
export function webhookSettings(env: SendingGiven): WebhookSettings {
  return {
    baseDelayMs: env.WEBHOOK_BASE_DELAY_MS,
    maxDelayMs: env.WEBHOOK_MAX_DELAY_MS,
    timeoutMs: env.WEBHOOK_TIMEOUT_MS,
    maxRetries: env.WEBHOOK_MAX_RETRIES ?? null,
  };
}
