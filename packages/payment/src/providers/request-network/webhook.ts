import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Headers, jsonIn, type SignedWebhook } from "../provider.ts";

/** Before the event's name of a delivery that only tries the way out. */
export const TEST = "test ";

const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
const SIGNATURE = /^[0-9a-f]{64}$/i;
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const about = z.object({ event: shown.catch("unknown"), paymentReference: shown.catch(""), txHash: shown.catch("") });

/**
 * A webhook of Request Network's: hex HMAC-SHA256 over the body alone, so neither its time nor its delivery's name is signed. A
 * captured one can be sent again under another name; what it says is a hint, and a hint twice is the same hint. Null where it is none.
 */
export function signedWebhook(raw: Uint8Array, headers: Headers, secret: string): SignedWebhook | null {
  const deliveryId = headers["x-request-network-delivery"];
  const signature = headers["x-request-network-signature"];
  if (typeof deliveryId !== "string" || !DELIVERY.test(deliveryId)) return null;
  // Of the right length first: the comparison throws where lengths differ.
  if (typeof signature !== "string" || !SIGNATURE.test(signature)) return null;
  if (!timingSafeEqual(Buffer.from(signature, "hex"), createHmac("sha256", secret).update(raw).digest())) return null;
  const body = about.safeParse(jsonIn(Buffer.from(raw).toString("utf8")));
  const { event, paymentReference, txHash } = body.success ? body.data : { event: "malformed", paymentReference: "", txHash: "" };
  const test = headers["x-request-network-test"] === "true";
  return { deliveryId, event: `${test ? TEST : ""}${event}`.slice(0, 100), target: paymentReference, origin: txHash };
}
