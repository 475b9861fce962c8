import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a sender's clock may differ from ours, in seconds. */
export const SIGNATURE_WINDOW_S = 300;

export type SignedHeaders = { "x-amn-timestamp": string; "x-amn-delivery": string; "x-amn-signature": string };

/** Headers of a message between scanner and product: hex HMAC-SHA256 over `timestamp.delivery.body`; the timestamp is Unix seconds. */
export function signMessage(secret: string, delivery: string, body: string, at: Date = new Date()): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return {
    "x-amn-timestamp": timestamp,
    "x-amn-delivery": delivery,
    "x-amn-signature": mac(secret, timestamp, delivery, body).toString("hex"),
  };
}

/** Whether headers and raw body were signed with this secret less than 300 s from now. Never throws on hostile headers. */
export function verifyMessage(
  secret: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Uint8Array | string,
  at: Date = new Date(),
): boolean {
  const timestamp = headers["x-amn-timestamp"];
  const delivery = headers["x-amn-delivery"];
  const signature = headers["x-amn-signature"];
  if (typeof timestamp !== "string" || typeof delivery !== "string" || typeof signature !== "string") return false;
  if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(signature) || delivery.length > 100) return false;
  if (Math.abs(at.getTime() / 1_000 - Number(timestamp)) > SIGNATURE_WINDOW_S) return false;
  return timingSafeEqual(Buffer.from(signature, "hex"), mac(secret, timestamp, delivery, body));
}

function mac(secret: string, timestamp: string, delivery: string, body: Uint8Array | string): Buffer {
  return createHmac("sha256", secret).update(`${timestamp}.${delivery}.`).update(body).digest();
}
