import type { DestinationView, IntentException, IntentStatus, PayoutKind, PayoutStatus } from "@amanat/contracts";
import { type Ctx, Prisma, reader, readRows, requireSystem } from "@amanat/db";
import { destinationNow, type Owner, destinationView } from "../internal/destinations.ts";

/** An intent with raw ids, for the context that owns the scope. */
export type IntentSummary = {
  id: string;
  status: IntentStatus;
  exception: IntentException;
  amount: bigint;
  received: bigint;
  expiresAt: Date;
};
/** A payout with raw ids, for the context that owns the scope. */
export type PayoutSummary = {
  id: string;
  kind: PayoutKind;
  status: PayoutStatus;
  amount: bigint;
  destination: string;
  /** The person the money belongs to. */
  partyId: string | null;
  txHash: string | null;
  rejectedReason: string | null;
  /** True when a newer payout replaces this one. */
  replaced: boolean;
  /** When a rejected payout is drafted again automatically. */
  redraftAt: Date | null;
  version: number;
};

export type Price = {
  /** The newest intent. */
  intent: IntentSummary | null;
  /** Whether every part of the price is paid. */
  covered: boolean;
};

/** How far the price of an agreement is paid. Does no access check: the caller has done it. */
export async function priceIn(ctx: Ctx, scope: string): Promise<Price> {
  const rows = await readRows(
    ctx,
    { i: "PaymentIntent", p: "IntentPart" },
    Prisma.sql`"IntentPart" p JOIN "PaymentIntent" i ON i."id" = p."intentId"
      WHERE p."scope" = ${scope}::uuid AND i."tenantId" = ${ctx.actor.tenantId}::uuid ORDER BY i."createdAt" DESC, i."id" DESC`,
  );
  const [newest] = rows;
  if (!newest) return { intent: null, covered: false };
  const { id, status, exception, amount, received, expiresAt } = newest.i;
  return { intent: { id, status, exception, amount, received, expiresAt }, covered: rows.every(({ p }) => p.status === "covered") };
}

/** The newest intent of a scope. Does no access check: the caller has done it. */
export async function intentOf(ctx: Ctx, scope: string): Promise<IntentSummary | null> {
  return (await priceIn(ctx, scope)).intent;
}

/** Every payout of a scope, oldest first. Does no access check: the caller has done it. */
export async function payoutsOf(ctx: Ctx, scope: string): Promise<PayoutSummary[]> {
  const rows = await reader(ctx).payout.findMany({
    where: { scope, tenantId: ctx.actor.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const waiting = rows.filter((row) => row.status === "rejected" && row.replacedById === null).map(({ id }) => id);
  const due = new Map<string, Date>();
  if (waiting.length > 0) {
    const timers = await reader(ctx).deadline.findMany({
      where: { purpose: "payout_redraft", subjectId: { in: waiting }, status: "pending" },
    });
    for (const { subjectId, dueAt } of timers) due.set(subjectId, dueAt);
  }
  return rows.map(({ id, kind, status, amount, destination, partyId, txHash, rejectedReason, replacedById, version }) => ({
    id,
    kind,
    status,
    amount,
    destination,
    partyId,
    txHash,
    rejectedReason,
    version,
    replaced: replacedById !== null,
    redraftAt: due.get(id) ?? null,
  }));
}

/** The address this person is paid at in a scope on a chain, shown to that person. Does no access check: the caller has done it. */
export async function ownDestination(ctx: Ctx, owner: Owner): Promise<Omit<DestinationView, "dealId"> | null> {
  const current = await destinationNow(ctx, owner);
  if (!current) return null;
  const { chain, address, change } = destinationView("", owner.chain, current);
  return { chain, address, change };
}

/** A stored address and its owner, for the notice to the owner. Only for our own processes. */
export async function namedDestination(ctx: Ctx, id: string): Promise<{ ownerId: string; address: string; effectiveAt: Date }> {
  requireSystem(ctx.actor);
  const { ownerId, address, effectiveAt } = await reader(ctx).destination.findUniqueOrThrow({ where: { id } });
  return { ownerId, address, effectiveAt };
}

/** Why a payout was rejected, its owner, and when it is drafted again, for the notice to the owner. Only for our own processes. */
export async function rejectedPayout(ctx: Ctx, id: string): Promise<{ ownerId: string | null; reason: string; redraftAt: Date | null }> {
  requireSystem(ctx.actor);
  const { partyId, rejectedReason } = await reader(ctx).payout.findUniqueOrThrow({ where: { id } });
  const timer = await reader(ctx).deadline.findUnique({ where: { purpose_subjectId: { purpose: "payout_redraft", subjectId: id } } });
  return { ownerId: partyId, reason: rejectedReason ?? "", redraftAt: timer?.dueAt ?? null };
}
