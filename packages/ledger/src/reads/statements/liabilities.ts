import { type LiabilityHead, type LiabilityProof, publicId } from "@amanat/contracts";
import { type Ctx, Prisma, reader } from "@amanat/db";
import type { AccountKey } from "../../internal/chart.ts";
import { findAccount } from "./moment.ts";

type HeadRow = { id: string; asset: string; at: Date; count: bigint; total: string; root: string };

function headOf(ctx: Ctx, { asset, at, count, total, root }: HeadRow): LiabilityHead {
  return { tenant: publicId("tenant", ctx.actor.tenantId), asset, at: at.toISOString(), count: Number(count), total, root };
}

async function newestHeads(ctx: Ctx, condition: Prisma.Sql = Prisma.empty): Promise<HeadRow[]> {
  return reader(ctx).$queryRaw<HeadRow[]>`
    SELECT h.id::text AS id, h.asset, h.at, h.count, h.total::text AS total, encode(h.root, 'hex') AS root FROM ledger.liability_head h
    WHERE h.tenant_id = ${ctx.actor.tenantId}::uuid ${condition}
      AND h.at = (SELECT max(n.at) FROM ledger.liability_head n WHERE n.tenant_id = ${ctx.actor.tenantId}::uuid)
    ORDER BY h.asset`;
}

/** The liabilities of the last stocktaking per asset, ready to publish. Empty before the first. */
export async function liabilitiesOf(ctx: Ctx): Promise<LiabilityHead[]> {
  return (await newestHeads(ctx)).map((row) => headOf(ctx, row));
}

/**
 * The proof that an account is counted in its asset's newest head, for its owner to check with the SDK's `verifyLiability`. Null when the
 * account was empty then.
 */
export async function liabilityProofOf(ctx: Ctx, account: AccountKey): Promise<LiabilityProof | null> {
  const found = await findAccount(ctx, account);
  const [head] = found ? await newestHeads(ctx, Prisma.sql`AND h.asset = ${account.asset}`) : [];
  if (!found || !head) return null;
  const [leaf] = await reader(ctx).$queryRaw<{ position: bigint; amount: string; salt: string }[]>`
    SELECT l.position, l.amount::text AS amount, encode(l.salt, 'hex') AS salt FROM ledger.liability_leaf l
    WHERE l.head_id = ${head.id}::uuid AND l.account_id = ${found.id}`;
  if (!leaf) return null;
  const path = await reader(ctx).$queryRaw<{ sum: string; hash: string }[]>`
    SELECT n.sum::text AS sum, encode(n.hash, 'hex') AS hash FROM generate_series(0, 62) AS g (level)
    JOIN ledger.liability_node n ON n.head_id = ${head.id}::uuid AND n.level = g.level AND n.position = ((${leaf.position}::bigint >> g.level) # 1)
    ORDER BY g.level`;
  const { kind, scope = "", party = "", asset } = account;
  return {
    head: headOf(ctx, head),
    account: { kind, scope, party, asset },
    amount: leaf.amount,
    salt: leaf.salt,
    position: Number(leaf.position),
    path,
  };
}
