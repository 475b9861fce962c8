import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Headers, jsonIn, type SignedWebhook } from "../provider.ts";

/** Prefix of the event name of a test delivery. */
export const TEST = "test ";

const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
const SIGNATURE = /^[0-9a-f]{64}$/i;
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const about = z.object({ event: shown.catch("unknown"), paymentReference: shown.catch(""), txHash: shown.catch("") });

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
  const body = about.safeParse(jsonIn(Buffer.from(raw).toString("utf8")));
  const { event, paymentReference, txHash } = body.success ? body.data : { event: "malformed", paymentReference: "", txHash: "" };
  const test = headers["x-request-network-test"] === "true";
  return { deliveryId, event: `${test ? TEST : ""}${event}`.slice(0, 100), target: paymentReference, origin: txHash };
}
