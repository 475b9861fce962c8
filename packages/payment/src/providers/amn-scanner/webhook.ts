import * as z from "zod";
import type { Headers, SignedWebhook } from "../provider.ts";
import { verifyMessage } from "./signature.ts";

const DELIVERY = /^[A-Za-z0-9._:-]{1,128}$/;
/** What no column keeps (U+0000) is not repeated even for an eye. */
const shown = z.string().regex(/^[\x20-\x7E]{1,100}$/);
const named = z.object({ event: shown });
const about = z.object({ targetId: shown, transfer: z.object({ txHash: shown }) });

/** A webhook of the scanner's: HMAC over `timestamp.delivery.body`, not older or newer than five minutes. Null where it is none. */
export function signedWebhook(raw: Uint8Array, headers: Headers, { at, secret }: { at: Date; secret: string }): SignedWebhook | null {
  const deliveryId = headers["x-amn-delivery"];
  if (typeof deliveryId !== "string" || !DELIVERY.test(deliveryId) || !verifyMessage(secret, headers, raw, at)) return null;
  return { deliveryId, event: eventNameIn(raw), ...sourceOf(raw) };
}

/** The target a webhook is about and the transaction it reports: its place in the inbox depends on them. */
function sourceOf(raw: Uint8Array): { target: string; origin: string } {
  try {
    const parsed = about.safeParse(JSON.parse(Buffer.from(raw).toString("utf8")));
    if (parsed.success) return { target: parsed.data.targetId, origin: parsed.data.transfer.txHash };
  } catch {
    // A malformed body names no target. All such bodies share one place in the turns.
  }
  return { target: "", origin: "" };
}

/** For the operator's eye only. */
function eventNameIn(raw: Uint8Array): string {
  try {
    const parsed = named.safeParse(JSON.parse(Buffer.from(raw).toString("utf8")));
    return parsed.success ? parsed.data.event : "unknown";
  } catch {
    return "malformed";
  }
}
