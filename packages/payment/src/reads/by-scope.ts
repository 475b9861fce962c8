import type { DestinationView, IntentException, IntentStatus, DealPayoutKind, PayoutStatus } from "@amanat/contracts";
import { type Ctx, Prisma, reader, readRows, requireSystem } from "@amanat/db";
import { isOfDeal } from "../rules.ts";
import { destinationsNow, type Owner, destinationView } from "../internal/destinations.ts";

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
  scope: string;
  kind: DealPayoutKind;
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

/** How far the prices of agreements are paid, by scope. Does no access check: the caller has done it. */
export async function pricesIn(ctx: Ctx, scopes: readonly string[]): Promise<(scope: string) => Price> {
  const rows = await readRows(
    ctx,
    { i: "PaymentIntent", p: "IntentPart" },
    Prisma.sql`"IntentPart" p JOIN "PaymentIntent" i ON i."id" = p."intentId"
      WHERE p."scope" = ANY (${[...scopes]}::uuid[]) AND i."tenantId" = ${ctx.actor.tenantId}::uuid ORDER BY i."createdAt" DESC, i."id" DESC`,
  );
  return (scope) => {
    const own = rows.filter(({ p }) => p.scope === scope);
    const [newest] = own;
    if (!newest) return { intent: null, covered: false };
    const { id, status, exception, amount, received, expiresAt } = newest.i;
    return { intent: { id, status, exception, amount, received, expiresAt }, covered: own.every(({ p }) => p.status === "covered") };
  };
}

/** How far the price of one agreement is paid. Does no access check: the caller has done it. */
export async function priceIn(ctx: Ctx, scope: string): Promise<Price> {
  return (await pricesIn(ctx, [scope]))(scope);
}

/** The newest intent of a scope. Does no access check: the caller has done it. */
export async function intentOf(ctx: Ctx, scope: string): Promise<IntentSummary | null> {
  return (await priceIn(ctx, scope)).intent;
}

/** Every payout of these scopes, oldest first. Does no access check: the caller has done it. */
export async function payoutsOf(ctx: Ctx, scopes: readonly string[]): Promise<PayoutSummary[]> {
  const read = await readRows(
    ctx,
    { p: "Payout" },
    Prisma.sql`"Payout" p WHERE p."scope" = ANY (${[...scopes]}::uuid[]) AND p."tenantId" = ${ctx.actor.tenantId}::uuid
      ORDER BY p."createdAt", p."id"`,
  );
  const rows = read.map(({ p }) => p);
  const waiting = rows.filter((row) => row.status === "rejected" && row.replacedById === null).map(({ id }) => id);
  const due = new Map<string, Date>();
  if (waiting.length > 0) {
    const timers = await reader(ctx).deadline.findMany({
      where: { purpose: "payout_redraft", subjectId: { in: waiting }, status: "pending" },
    });
    for (const { subjectId, dueAt } of timers) due.set(subjectId, dueAt);
  }
  return rows.map(({ id, scope, kind, status, amount, destination, partyId, txHash, rejectedReason, replacedById, version }) => ({
    id,
    scope,
    kind: kind === "release" ? "release" : "refund",
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

/**
 * The addresses these people are paid at, each in one scope on one chain, shown to that person; null while none is named. Does no access check:
 * the caller has done it.
 */
export async function ownDestinations(
  ctx: Ctx,
  owners: readonly Owner[],
): Promise<(owner: Owner) => Omit<DestinationView, "dealId"> | null> {
  const current = await destinationsNow(ctx, owners);
  return (owner) => {
    const now = current(owner);
    if (!now) return null;
    const { chain, address, change } = destinationView("", owner.chain, now);
    return { chain, address, change };
  };
}

type Named = { readonly id: string; readonly scope: string; readonly ownerId: string | null };

/** These stored addresses and whose they are, for notices to them. Only for our own processes. */
export async function namedDestinations(ctx: Ctx, ids: readonly string[]): Promise<(Named & { readonly address: string })[]> {
  requireSystem(ctx.actor);
  const select = { id: true, scope: true, ownerId: true, address: true } as const;
  return reader(ctx).destination.findMany({ where: { id: { in: [...ids] } }, select });
}

/** These payouts, whose they are, and why the last of them were rejected, for notices to them. Only for our own processes. */
export async function namedPayouts(
  ctx: Ctx,
  ids: readonly string[],
): Promise<(Named & { readonly title: string; readonly ofDeal: boolean; readonly reason: string })[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).payout.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(({ id, scope, partyId, title, unmatchedId, kind, rejectedReason }) => ({
    id,
    scope,
    ownerId: partyId,
    title,
    ofDeal: isOfDeal({ kind, unmatchedId }),
    reason: rejectedReason ?? "",
  }));
}

/** A person's payouts that have not reached their end: on their way, or ended without anything in their place. The oldest first. */
export function unsettledPayouts(ctx: Ctx, partyId: string, limit: number): Promise<{ id: string }[]> {
  return reader(ctx).payout.findMany({
    where: {
      tenantId: ctx.actor.tenantId,
      partyId,
      OR: [
        { status: { notIn: ["settled", "cancelled", "rejected", "failed"] } },
        { status: { in: ["rejected", "failed"] }, replacedById: null },
      ],
    },
    select: { id: true },
    orderBy: { createdAt: "asc" },
    take: limit,
  });
}
