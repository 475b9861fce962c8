import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Headers, jsonIn, type News, type SignedWebhook } from "../provider.ts";

/** How far its clock and ours may be apart, and how long a captured callback could be sent again: then its fact is known already. */
const WINDOW_S = 300;
const SECONDS = /^\d{1,12}$/;
const SIGNATURE = /^[0-9a-f]{64}$/i;

const reference = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const txid = z
  .string()
  .regex(/^(0x)?[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase());

/** What is read of a callback. Its amounts are no part of it: in fiat they are a judgement, and in coins the chain says them. */
const told = z.object({
  external_id: reference,
  status: z.enum(["unconfirmed", "UNPAID", "PARTIAL", "PAID", "OVERPAID", "CANCELLED", "REFUNDED", "EXPIRED"]),
  txid: txid.optional(),
  transactions: z
    .array(z.object({ txid, trigger: z.boolean().default(false) }))
    .max(1_000)
    .default([]),
});

/**
 * Checks a callback of SHKeeper: hex HMAC-SHA256 over `${timestamp}.` and the raw body, with a time of at most five minutes ago or ahead. It has
 * no name of its own: what it tells names it, so that its repetitions, which come each minute until they are answered with 202, are one.
 * Null when the signature or the time is wrong. The API key, which it sends along, proves nothing: whoever reads one callback has it.
 */
export function signedWebhook(raw: Uint8Array, headers: Headers, { secret, at }: { secret: string; at: Date }): SignedWebhook | null {
  const { "x-shkeeper-timestamp": seconds, "x-shkeeper-signature": signature } = headers;
  if (typeof seconds !== "string" || !SECONDS.test(seconds)) return null;
  if (Math.abs(at.getTime() / 1_000 - Number(seconds)) > WINDOW_S) return null;
  // `timingSafeEqual` throws on different lengths, so the length is checked first.
  if (typeof signature !== "string" || !SIGNATURE.test(signature)) return null;
  const wanted = createHmac("sha256", secret).update(`${seconds}.`).update(raw).digest();
  if (!timingSafeEqual(Buffer.from(signature, "hex"), wanted)) return null;
  const deliveryId = createHash("sha256").update(raw).digest("hex");
  const parsed = told.safeParse(jsonIn(Buffer.from(raw).toString("utf8")));
  if (!parsed.success) return { deliveryId, event: "malformed", target: "", origin: "" };
  const { external_id: target, status: event, transactions } = parsed.data;
  const newest = transactions.find(({ trigger }) => trigger) ?? transactions.at(-1);
  return { deliveryId, event, target, origin: newest?.txid ?? parsed.data.txid ?? "" };
}

/**
 * A hint, never proof. Its transactions went to SHKeeper's own wallet, not to us, so none of them is named as the payment's. The first transfer
 * to an address of ours ends the wait.
 */
export function newsIn(raw: string): News {
  const body = jsonIn(raw);
  if (body === null) return { nothing: "malformed: not JSON" };
  const parsed = told.safeParse(body);
  if (!parsed.success) return { nothing: `not about a payment: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}` };
  const { external_id: named, status, transactions } = parsed.data;
  return { payment: { reference: named, txHash: null, status: status.toLowerCase(), paid: transactions.length > 0 } };
}
