import { createHash } from "node:crypto";
import type { KeyObject } from "node:crypto";
import * as z from "zod";
import { address } from "../address.ts";
import { type Headers, jsonIn, type News, type ProviderPayment, type SignedWebhook } from "../provider.ts";
import { isSigned } from "./signature.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
const transaction = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase());

/**
 * A callback, which is sent for payments that succeeded and has no `status` or `success`; or an event of a payment's way there. `payload` comes from
 * the payer's browser and is not read: whose payment it is follows from the address, which is one payment's alone.
 */
const told = z.object({
  blockchain: name,
  receiver: address,
  token: address,
  transaction: transaction.nullish().transform((hash) => hash ?? null),
  status: z.enum(["attempt", "processing", "failed", "succeeded", "success"]).default("succeeded"),
});

const STATUS = { attempt: "processing", processing: "processing", failed: "failed", succeeded: "confirmed", success: "confirmed" } as const;

/** What DePay calls a payment: its chain, and the address that it alone is paid to. */
export const referenceOf = (blockchain: string, receiver: string): string => `${blockchain}:${receiver.toLowerCase()}`;

/**
 * Checks a callback or an event of DePay: RSA-PSS over the body alone, with neither time nor name of a delivery. So a delivery is named after what
 * it tells: chain, transaction, receiver, token and status. Null when the signature is wrong.
 */
export function signedWebhook(raw: Uint8Array, headers: Headers, key: KeyObject): SignedWebhook | null {
  if (!isSigned(key, headers["x-signature"], raw)) return null;
  const parsed = told.safeParse(jsonIn(Buffer.from(raw).toString("utf8")));
  const hash = createHash("sha256");
  if (!parsed.success) return { deliveryId: hash.update(raw).digest("hex"), event: "malformed", target: "", origin: "" };
  const { blockchain, receiver, token, transaction: origin, status } = parsed.data;
  const deliveryId = hash.update([blockchain, origin ?? "", receiver, token, STATUS[status]].join(" ")).digest("hex");
  return { deliveryId, event: status, target: receiver, origin: origin ?? "" };
}

/** Never more than a hint: below $1,000 it says so after one block. */
export function newsIn(raw: string): News {
  const body = jsonIn(raw);
  if (body === null) return { nothing: "malformed: not JSON" };
  const parsed = told.safeParse(body);
  if (!parsed.success) return { nothing: `not about a payment: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}` };
  return { payment: paymentOf(parsed.data) };
}

function paymentOf({ blockchain, receiver, transaction: txHash, status }: z.output<typeof told>): ProviderPayment {
  const word = STATUS[status];
  return { reference: referenceOf(blockchain, receiver), txHash, status: word, paid: word === "confirmed" };
}

/** A payment as its API lists it. Null for one that did not succeed. */
export function listedPayment(listed: unknown): (ProviderPayment & { token: string }) | null {
  const parsed = told.safeParse(listed);
  return parsed.success && STATUS[parsed.data.status] === "confirmed" ? { ...paymentOf(parsed.data), token: parsed.data.token } : null;
}
