import { DomainError, type ProviderName } from "@amanat/contracts";
import { mendIncidents, now, Prisma, setDeadline, setDeadlineOnce, type TxCtx } from "@amanat/db";
import * as z from "zod";
import type { ProviderPayment } from "../providers/provider.ts";
import { providerNamed } from "../providers/registry.ts";
import { lookNow } from "./due-ways.ts";
import { PATIENCE_MS } from "./overdue.ts";
import { lockIntent } from "./rows.ts";

/** What is kept of a report. Rows older than `paid` say nothing of it. */
const storedSchema = z.object({ txHash: z.string().nullable(), status: z.string(), paid: z.boolean().default(false) });

/**
 * Stores what a provider reported about a payment, for people to read; returns the outcome in words for the operator. It decides nothing:
 * only transfers that the chain shows count. A payment that the chain does not show in time raises an incident (timer `payment_reported`).
 *
 * Reports come in any order, and several workers read them at once. The intent's lock makes them take turns, and what was once reported as
 * paid stays so: a report that it is not would otherwise end the wait for the chain.
 */
export async function noteReported(tx: TxCtx, provider: ProviderName, payment: ProviderPayment): Promise<string> {
  const { reference, status } = payment;
  const way = await tx.tx.providerIntent.findUnique({ where: { provider_reference: { provider, reference } } });
  if (way === null) return "ignored: a payment of nobody's here";
  await lockIntent(tx, way.intentId);
  const { reported } = await tx.tx.providerIntent.findUniqueOrThrow({ where: { provider_reference: { provider, reference } } });
  if (!payment.paid && reported !== null && storedSchema.parse(reported).paid) return `ignored: ${status}, but it was reported as paid`;
  const at = await now(tx);
  const before = reported === null ? { equals: Prisma.DbNull } : { equals: reported };
  const { count } = await tx.tx.providerIntent.updateMany({
    where: { provider, reference, reported: before },
    data: { reported: { ...payment, at: at.toISOString() } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  if (payment.paid && providerNamed(provider)?.forwards === true && payment.txHash === null) await lookNow(tx, way, at);
  const unseen = await unseenOf(tx, way.intentId);
  if (unseen !== null) {
    const timer = { purpose: "payment_reported", subjectId: way.intentId, dueAt: new Date(at.getTime() + PATIENCE_MS) };
    // A running timer is left alone: a provider that repeats itself must not put it off.
    if (!(await setDeadlineOnce(tx, timer))) await setDeadline(tx, timer);
  }
  return `noted: ${status}, ${(await isSeen(tx, way.intentId, payment.txHash)) ? "and seen on the chain" : "not seen on the chain yet"}`;
}

export type Unseen = { readonly provider: string; readonly txHash: string | null; readonly status: string };

/** A payment of the intent that a provider says was sent and that nobody has seen on the chain; null when there is none. */
export async function unseenOf(tx: TxCtx, intentId: string): Promise<Unseen | null> {
  for (const { provider, reported } of await tx.tx.providerIntent.findMany({ where: { intentId } })) {
    if (reported === null) continue;
    const { txHash, status, paid } = storedSchema.parse(reported);
    if (paid && !(await isSeen(tx, intentId, txHash))) return { provider, txHash, status };
  }
  return null;
}

/** Called when a transfer of the intent was seen: the incident ends once every reported payment is on the chain. */
export async function mendUnseen(tx: TxCtx, intentId: string): Promise<void> {
  if ((await unseenOf(tx, intentId)) === null) await mendIncidents(tx, intentId, ["payment.unseen"]);
}

/** Without a transaction hash, any transfer to the intent counts. */
async function isSeen(tx: TxCtx, intentId: string, txHash: string | null): Promise<boolean> {
  return (await tx.tx.incomingTransfer.count({ where: { intentId, ...(txHash === null ? {} : { txHash }) } })) > 0;
}
