import { type Ctx, Prisma, requireSystem, reader, settle } from "@amanat/db";
import { kindNumber } from "../internal/chart.ts";

/** What crossed from the chain's side into a scope, less what crossed back. */
export type Crossing = { readonly scope: string; readonly asset: string; readonly net: bigint };

/**
 * For each of these scopes and each asset: what came into `received` from custody or quarantine, less what went from `payout_in_flight` to custody.
 * Summed from the transfers, not from running balances. Only for our own processes.
 */
export async function crossings(ctx: Ctx, scopes: readonly string[]): Promise<Crossing[]> {
  requireSystem(ctx.actor);
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, ["ledger"]);
  const outside = (["custody", "quarantined"] as const).map(kindNumber);
  const inside = (["received", "payout_in_flight"] as const).map(kindNumber);
  const rows = await reader(ctx).$queryRaw<{ scope: string; asset: string; net: string }[]>`
    WITH mine AS MATERIALIZED (
      SELECT id, scope, asset FROM ledger.account
      WHERE tenant_id = ${ctx.actor.tenantId}::uuid AND scope = ANY (${[...scopes]}::text[]) AND kind = ANY (${inside}::int[])
    ), moved AS (
      SELECT m.scope, m.asset, t.amount FROM mine m JOIN ledger.transfer t ON t.credit = m.id
        JOIN ledger.account o ON o.id = t.debit AND o.kind = ANY (${outside}::int[])
      UNION ALL
      SELECT m.scope, m.asset, -t.amount FROM mine m JOIN ledger.transfer t ON t.debit = m.id
        JOIN ledger.account o ON o.id = t.credit AND o.kind = ANY (${outside}::int[])
    )
    SELECT scope, asset, sum(amount)::text AS net FROM moved GROUP BY scope, asset ORDER BY scope, asset`;
  return rows.map(({ net, ...row }) => ({ ...row, net: BigInt(net) }));
}

/** Whether a journal has a leg on an account of this asset that is this address's custody, or that stands under one of these scopes. */
export async function journalTouches(
  ctx: Ctx,
  journal: string,
  { asset, address, scopes }: { asset: string; address: string | null; scopes: readonly string[] },
): Promise<boolean> {
  const custody = Prisma.sql`(a.kind = ${kindNumber("custody")}::smallint AND a.party = ${address ?? ""})`;
  const found = await reader(ctx).$queryRaw<unknown[]>`
    SELECT 1 FROM ledger.transfer t JOIN ledger.account a ON a.id IN (t.debit, t.credit)
    WHERE t.journal_id = ${journal}::uuid AND t.tenant_id = ${ctx.actor.tenantId}::uuid AND a.asset = ${asset}
      AND (${custody} OR a.scope = ANY (${[...scopes]}::text[])) LIMIT 1`;
  return found.length > 0;
}
