import { createHmac, timingSafeEqual } from "node:crypto";
import type { PROVIDERS } from "@amanat/contracts";
import { bytes, type Ctx, newId, now, reader } from "@amanat/db";
import * as z from "zod";

/** What the front door answers: 200 once stored (or known already), 401 when the provider did not sign it. */
export type WebhookAnswer = { http: 200 | 401; outcome: "stored" | "duplicate" | "refused" };

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Either way: a signature from the future is as wrong as an old one. */
const MAX_SKEW_SECONDS = 300;
const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
const named = z.object({ event: z.string().max(100) });

/**
 * Takes a provider's webhook: verifies the HMAC over the raw bytes (`timestamp.delivery.body`), stores it
 * once per provider and delivery, and is done. It never moves money and never reads the body for meaning:
 * also one we do not understand is stored, and processed to an outcome that says so.
 */
export async function receiveWebhook(
  ctx: Ctx,
  provider: (typeof PROVIDERS)[number],
  rawBody: Uint8Array,
  headers: Headers,
  secret: string,
): Promise<WebhookAnswer> {
  const deliveryId = headerOf(headers, "x-amn-delivery");
  const timestamp = headerOf(headers, "x-amn-timestamp");
  const at = await now(ctx);
  const fresh = /^\d{1,12}$/.test(timestamp) && Math.abs(at.getTime() / 1000 - Number(timestamp)) <= MAX_SKEW_SECONDS;
  if (
    !fresh ||
    !DELIVERY.test(deliveryId) ||
    !signedBy(secret, `${timestamp}.${deliveryId}.`, rawBody, headerOf(headers, "x-amn-signature"))
  ) {
    return { http: 401, outcome: "refused" };
  }
  // oxlint-disable-next-line amanat/no-unaudited-write -- the inbox row is itself the record of what was delivered
  const stored = await reader(ctx).$executeRaw`
    INSERT INTO "WebhookInbox" ("id", "provider", "deliveryId", "event", "rawBody", "receivedAt", "nextAt")
    VALUES (${newId()}::uuid, ${provider}, ${deliveryId}, ${eventNameIn(rawBody)}, ${bytes(rawBody)}, ${at}, ${at})
    ON CONFLICT ("provider", "deliveryId") DO NOTHING`;
  return { http: 200, outcome: stored === 1 ? "stored" : "duplicate" };
}

function headerOf(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function signedBy(secret: string, prefix: string, body: Uint8Array, signature: string): boolean {
  const expected = createHmac("sha256", secret).update(prefix).update(body).digest();
  const given = Buffer.from(signature, "hex");
  return signature.length === expected.length * 2 && given.length === expected.length && timingSafeEqual(given, expected);
}

/** For the operator's eye only. */
function eventNameIn(rawBody: Uint8Array): string {
  try {
    const parsed = named.safeParse(JSON.parse(Buffer.from(rawBody).toString("utf8")));
    return parsed.success ? parsed.data.event : "unknown";
  } catch {
    return "malformed";
  }
}
