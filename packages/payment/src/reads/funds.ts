import { type Ctx, reader } from "@amanat/db";
import { accountsOf, type Funds, fundsOf } from "@amanat/ledger";

/**
 * Where an agreement's money of one asset is. Money that arrived and is not allocated yet is in `received`, which belongs to an intent;
 * an intent may pay for several agreements. Does no access check: the caller has done it.
 */
export async function fundsIn(ctx: Ctx, scope: string, asset: string): Promise<Funds> {
  const intents = await reader(ctx).paymentIntent.findMany({
    where: { parts: { some: { scope } }, assetId: asset, tenantId: ctx.actor.tenantId },
    select: { bookedUnder: true },
  });
  const funds = await fundsOf(ctx, scope, asset);
  let received = funds.received;
  for (const { bookedUnder } of intents) {
    if (bookedUnder === scope) continue;
    const accounts = await accountsOf(ctx, { scope: bookedUnder, asset, kinds: ["received"] });
    received = accounts.reduce((sum, { balance }) => sum + balance, received);
  }
  return { ...funds, received };
}
