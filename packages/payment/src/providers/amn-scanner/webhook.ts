import * as z from "zod";
import type { Headers, SignedWebhook } from "../provider.ts";
import { verifyMessage } from "./signature.ts";

const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
/** U+0000 is replaced, because PostgreSQL text can not contain it. */
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const named = z.object({ event: shown });
const about = z.object({ targetId: shown, transfer: z.object({ txHash: shown }) });

/** Checks a webhook of the scanner: HMAC over `timestamp.delivery.body`, at most five minutes old or ahead. Null when it is wrong. */
export function signedWebhook(raw: Uint8Array, headers: Headers, { at, secret }: { at: Date; secret: string }): SignedWebhook | null {
  const deliveryId = headers["x-amn-delivery"];
  if (typeof deliveryId !== "string" || !DELIVERY.test(deliveryId) || !verifyMessage(secret, headers, raw, at)) return null;
  return { deliveryId, event: eventNameIn(raw), ...sourceOf(raw) };
}

/** The target and the transaction a webhook is about; they decide its turn in the inbox. */
function sourceOf(raw: Uint8Array): { target: string; origin: string } {
  try {
    const parsed = about.safeParse(JSON.parse(Buffer.from(raw).toString("utf8")));
    if (parsed.success) return { target: parsed.data.targetId, origin: parsed.data.transfer.txHash };
  } catch {
    // Malformed bodies have no target and share one queue.
  }
  return { target: "", origin: "" };
}

/** Only shown to an operator. */
function eventNameIn(raw: Uint8Array): string {
  try {
    const parsed = named.safeParse(JSON.parse(Buffer.from(raw).toString("utf8")));
    return parsed.success ? parsed.data.event : "unknown";
  } catch {
    return "malformed";
  }
}
