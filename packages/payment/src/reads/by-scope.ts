import type { IntentException, IntentStatus, PayoutKind, PayoutStatus } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";

/** An intent with raw ids, for the context that owns the scope. */
export type IntentSummary = {
  id: string;
  status: IntentStatus;
  exception: IntentException;
  amount: bigint;
  received: bigint;
  refundAddress: string | null;
  expiresAt: Date;
};
/** An instruction with raw ids, for the context that owns the scope. */
export type PayoutSummary = {
  id: string;
  kind: PayoutKind;
  status: PayoutStatus;
  amount: bigint;
  destination: string;
  txHash: string | null;
};

/** The newest intent of a scope. No access check: the caller has made its own. */
export async function intentOf(ctx: Ctx, scope: string): Promise<IntentSummary | null> {
  const row = await reader(ctx).paymentIntent.findFirst({
    where: { scope, tenantId: ctx.actor.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (!row) return null;
  const { id, status, exception, amount, received, refundAddress, expiresAt } = row;
  return { id, status, exception, amount, received, refundAddress, expiresAt };
}

/** Every instruction of a scope, oldest first. No access check: the caller has made its own. */
export async function payoutsOf(ctx: Ctx, scope: string): Promise<PayoutSummary[]> {
  const rows = await reader(ctx).payout.findMany({
    where: { scope, tenantId: ctx.actor.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id, kind, status, amount, destination, txHash }) => ({ id, kind, status, amount, destination, txHash }));
}
