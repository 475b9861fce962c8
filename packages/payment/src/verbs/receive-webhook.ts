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
/** What no column keeps (U+0000) is not repeated even for an eye. */
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const named = z.object({ event: shown });
const about = z.object({ targetId: shown, transfer: z.object({ txHash: shown }) });

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
  const { target, origin } = sourceOf(rawBody);
  // Its turn: behind what waits of the same transaction, and behind one of each other transaction about the same target. All
  // that wait for a first turn come before anybody's second, so that a flood queues behind everybody else's news.
  // oxlint-disable-next-line amanat/no-unaudited-write -- the inbox row is itself the record of what was delivered
  const stored = await reader(ctx).$executeRaw`
    INSERT INTO "WebhookInbox" ("id", "provider", "deliveryId", "event", "rawBody", "receivedAt", "nextAt", "target", "origin", "turn")
    SELECT ${newId()}::uuid, ${provider}, ${deliveryId}, ${eventNameIn(rawBody)}, ${bytes(rawBody)}, ${at}, ${at}, ${target}, ${origin},
      coalesce((SELECT min("turn") FROM "WebhookInbox" WHERE "processedAt" IS NULL), 0)
      + (SELECT count(*) FILTER (WHERE "origin" = ${origin}) + count(DISTINCT "origin") FILTER (WHERE "origin" <> ${origin})
         FROM "WebhookInbox" WHERE "processedAt" IS NULL AND "target" = ${target})
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

/** What the news is about and which transaction made it: for its turn, never for its meaning. */
function sourceOf(rawBody: Uint8Array): { target: string; origin: string } {
  try {
    const parsed = about.safeParse(JSON.parse(Buffer.from(rawBody).toString("utf8")));
    // The database takes no U+0000.
    if (parsed.success)
      return { target: parsed.data.targetId.replaceAll("\0", ""), origin: parsed.data.transfer.txHash.replaceAll("\0", "") };
  } catch {
    // Malformed news is news of nothing, and takes turns with its like.
  }
  return { target: "", origin: "" };
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
