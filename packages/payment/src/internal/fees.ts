/** The platform's own earnings: what there is of them, and what may leave. Base units. */
import { audit, type Ctx, Prisma, rowsOf, type TxCtx } from "@amanat/db";
import { accountsOf, journalId, post } from "@amanat/ledger";
import { giveFeesBackLeg } from "./journal-legs.ts";
import type { PayoutRow } from "./rows.ts";

/** Of one asset. `stock`: earned and neither withdrawn nor asked for. `leaving`: of the escrow wallet, and still in it by the books. */
export type Fees = {
  readonly stock: bigint;
  readonly mayReturn: bigint;
  readonly inWallet: bigint;
  readonly underWay: bigint;
  readonly withdrawn: bigint;
};

/**
 * Fees take turns, by asset: the account has no floor, so what is left is read and taken under this lock. It lasts until the end of the
 * transaction, and whoever waited reads what the one before has taken.
 */
export async function lockFees(tx: TxCtx, assetId: string): Promise<void> {
  await tx.tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`fees ${tx.actor.tenantId} ${assetId}`}, 0))::text`;
}

/** What there is of earned fees in one asset. `wallet`: the escrow wallet of its chain. */
export async function feesIn(ctx: Ctx, assetId: string, wallet: string): Promise<Fees> {
  // Before and after what may return, and the smaller counts: a fee that is earned or taken back between these reads is in neither, or in both.
  const before = await stockOf(ctx, assetId);
  const { mayReturn, leaving, underWay, withdrawn } = await payoutsBy(ctx, assetId);
  const after = await stockOf(ctx, assetId);
  const [custody] = await accountsOf(ctx, { asset: assetId, party: wallet, kinds: ["custody"] });
  const inWallet = -(custody?.balance ?? 0n) - leaving;
  return { stock: before < after ? before : after, mayReturn, inWallet: inWallet > 0n ? inWallet : 0n, underWay, withdrawn };
}

/** The most that may be withdrawn: fees that no hold can take back, up to what the escrow wallet holds beyond pending payouts. */
export function withdrawable({ stock, mayReturn, inWallet }: Fees): bigint {
  const sure = stock - mayReturn;
  const most = sure < inWallet ? sure : inWallet;
  return most > 0n ? most : 0n;
}

async function stockOf(ctx: Ctx, asset: string): Promise<bigint> {
  const accounts = await accountsOf(ctx, { asset, scope: "", party: "", kinds: ["platform_fee"] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
}

type Sums = { mayReturn: bigint; leaving: bigint; underWay: bigint; withdrawn: bigint };

/**
 * A hold takes the fee back of every release whose payout is not signed, and of one that was signed and failed. So a fee is sure when all
 * payouts of its movement are settled, and not before.
 */
async function payoutsBy(ctx: Ctx, assetId: string): Promise<Sums> {
  const own = Prisma.sql`p."tenantId" = ${ctx.actor.tenantId}::uuid AND p."assetId" = ${assetId}`;
  const [row] = await rowsOf<Record<keyof Sums, string>>(
    ctx,
    Prisma.sql`WITH unpaid AS (
      SELECT DISTINCT p."movementId" AS id FROM "Payout" p
      WHERE ${own} AND p."kind" = 'release' AND p."replacedById" IS NULL AND p."status" NOT IN ('settled', 'cancelled')),
    open AS (
      SELECT m."id", m."fee" FROM "Movement" m JOIN unpaid ON unpaid.id = m."paidWith"
      UNION SELECT m."id", m."fee" FROM "Movement" m JOIN unpaid ON unpaid.id = m."id"
      UNION SELECT m."id", m."fee" FROM "Movement" m
        WHERE m."tenantId" = ${ctx.actor.tenantId}::uuid AND m."assetId" = ${assetId} AND m."status" = 'waiting'),
    fees AS (
      SELECT coalesce(sum(p."amount") FILTER (WHERE p."status" = 'settled'), 0) AS withdrawn,
        coalesce(sum(p."amount") FILTER (WHERE p."status" NOT IN ('settled', 'failed', 'rejected')), 0) AS under_way,
        coalesce(sum(p."amount") FILTER (WHERE p."status" = 'pending_approval'), 0) AS pending
      FROM "Payout" p WHERE ${own} AND p."kind" = 'fee')
    SELECT (SELECT coalesce(sum("fee"), 0) FROM open)::text AS "mayReturn",
      (fees.pending + (SELECT coalesce(sum(p."amount"), 0) FROM "Payout" p
        WHERE ${own} AND p."status" IN ('approved', 'signing', 'broadcast', 'confirming')))::text AS leaving,
      fees.under_way::text AS "underWay", fees.withdrawn::text AS withdrawn
    FROM fees`,
  );
  const { mayReturn = "0", leaving = "0", underWay = "0", withdrawn = "0" } = row ?? {};
  return { mayReturn: BigInt(mayReturn), leaving: BigInt(leaving), underWay: BigInt(underWay), withdrawn: BigInt(withdrawn) };
}

/** A withdrawal was rejected or failed: its money is earned as before. An admin who still wants it asks again. */
export async function giveFeesBack(tx: TxCtx, payout: PayoutRow): Promise<void> {
  await post(tx, { id: journalId("payment", payout.id, "fees_back"), legs: [giveFeesBackLeg(payout)] });
  await audit(tx, {
    action: "fees.give_back",
    subjectKind: "payout",
    subjectId: payout.id,
    payload: { asset: payout.assetId, amount: payout.amount.toString() },
  });
}
