import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Headers, jsonIn, type SignedWebhook } from "../provider.ts";

/** `payment.confirmed.checkout` and `.client_id` accompany `payment.confirmed` and repeat it. */
export const STATUS = /^payment\.(confirmed|partial|failed|refunded|processing)(\.(client_id|checkout))?$/;

const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
const SIGNATURE = /^[0-9a-f]{64}$/i;
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const about = z.object({
  event: shown.catch("unknown"),
  requestId: shown.optional().catch(undefined),
  requestID: shown.optional().catch(undefined),
  paymentReference: shown.catch(""),
  txHash: shown.catch(""),
});
const NOTHING = { event: "malformed", paymentReference: "", txHash: "" } as const;

/**
 * Checks a webhook of Request Network: hex HMAC-SHA256 over the body alone. Neither time nor delivery id is signed, so a captured webhook can
 * be sent again under another delivery id. It does no harm: it is a hint, and the chain proves. Null when the signature is wrong.
 */
export function signedWebhook(raw: Uint8Array, headers: Headers, secret: string): SignedWebhook | null {
  const deliveryId = headers["x-request-network-delivery"];
  const signature = headers["x-request-network-signature"];
  if (typeof deliveryId !== "string" || !DELIVERY.test(deliveryId)) return null;
  // `timingSafeEqual` throws on different lengths, so the length is checked first.
  if (typeof signature !== "string" || !SIGNATURE.test(signature)) return null;
  if (!timingSafeEqual(Buffer.from(signature, "hex"), createHmac("sha256", secret).update(raw).digest())) return null;
  const body: z.infer<typeof about> = about.safeParse(jsonIn(Buffer.from(raw).toString("utf8"))).data ?? NOTHING;
  // Signed is the body alone. Whoever turns the header round turns a hint into no hint, or the other way, and moves nothing.
  const test = headers["x-request-network-test"] === "true";
  const { event, paymentReference: target, txHash: origin } = body;
  return { deliveryId, event: `${test ? "test " : ""}${event}`.slice(0, 100), target, origin, test, fact: factOf(body, raw, test) };
}

/**
 * What a delivery tells: of a payment its request, transaction and event, however the event is varied; of anything else its bytes. A test tells
 * nothing about the same payment's real news.
 */
function factOf({ event, txHash, ...ids }: z.infer<typeof about>, raw: Uint8Array, test: boolean): string {
  const base = STATUS.exec(event)?.[1];
  const request = ids.requestId ?? ids.requestID;
  const told = base === undefined || request === undefined || txHash === "" ? [raw] : [`${request} ${txHash.toLowerCase()} ${base}`];
  return createHash("sha256")
    .update(test ? "test\n" : "live\n")
    .update(told[0] ?? "")
    .digest("hex");
}
