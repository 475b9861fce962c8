/** A tranche's balances: contributions, releases and fee, live holds. Read under the agreement's lock. */
import { BrokenInvariant, DomainError } from "@amanat/contracts";
import { Prisma, settle, type TxCtx } from "@amanat/db";
import { accountsOf, trancheParty } from "@amanat/ledger";
import { refundsOf, type Tally } from "../rules.ts";
import { noteRefunded } from "./write-escrow.ts";
import { type ContributionRow, type HoldRow, readHolds } from "./rows.ts";

export type Tranche = { readonly scope: string; readonly tranche: number };

export function contributionsTo(tx: TxCtx, { scope, tranche }: Tranche): Promise<ContributionRow[]> {
  return tx.tx.contribution.findMany({ where: { scope, tranche }, orderBy: { id: "asc" } });
}

/** The asset of a tranche; null while nothing was paid into it. */
export function assetOf(contributions: readonly ContributionRow[]): string | null {
  return contributions[0]?.assetId ?? null;
}

/**
 * The one asset a tranche can be paid in: that of its contributions, or of an intent that can still be paid; null while there is neither.
 * Read under the agreement's lock, so that two intents at once can not ask for two assets.
 */
export async function assetTaken(tx: TxCtx, place: Tranche): Promise<string | null> {
  const { scope, tranche } = place;
  await settle(tx, ["IntentPart"]);
  const [row] = await tx.tx.$queryRaw<{ asset: string | null }[]>`
    SELECT coalesce(
      (SELECT c."assetId" FROM "Contribution" c WHERE c."scope" = ${scope}::uuid AND c."tranche" = ${tranche} ORDER BY c."id" LIMIT 1),
      (SELECT i."assetId" FROM "IntentPart" p JOIN "PaymentIntent" i ON i."id" = p."intentId"
       WHERE p."scope" = ${scope}::uuid AND p."tranche" = ${tranche} AND i."status" NOT IN ('expired', 'cancelled') LIMIT 1)) AS asset`;
  return row?.asset ?? null;
}

/** What the ledger holds for a tranche now. */
export async function heldOf(tx: TxCtx, { scope, tranche }: Tranche, asset: string | null): Promise<bigint> {
  if (asset === null) return 0n;
  const accounts = await accountsOf(tx, { scope, asset, party: trancheParty(tranche), kinds: ["held"] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
}

export function liveHolds(tx: TxCtx, { scope, tranche }: Tranche): Promise<HoldRow[]> {
  return readHolds(tx, Prisma.sql`h."scope" = ${scope}::uuid AND h."tranche" = ${tranche} AND h."status" = 'live'`);
}

/**
 * Released so far of a tranche, and the fee taken. A release that a hold reclaimed does not count, unless the hold was restored: dividing the
 * money on hold is another movement with its own fee.
 */
export async function tallyOf(tx: TxCtx, { scope, tranche }: Tranche, asset: string): Promise<Tally> {
  await settle(tx, ["Movement"]);
  const [row] = await tx.tx.$queryRaw<{ gross: string; fee: string }[]>`
    WITH back AS (
      SELECT coalesce(sum(p."amount" + p."fee"), 0) AS gross, coalesce(sum(p."fee"), 0) AS fee
      FROM "HoldPart" p JOIN "Hold" h ON h."id" = p."holdId"
      WHERE h."scope" = ${scope}::uuid AND h."tranche" = ${tranche} AND h."assetId" = ${asset} AND h."status" <> 'restored' AND p."source" = 'releasable'
    )
    SELECT (coalesce(sum(m."gross"), 0) - (SELECT gross FROM back))::text AS gross, (coalesce(sum(m."fee"), 0) - (SELECT fee FROM back))::text AS fee
    FROM "Movement" m WHERE m."scope" = ${scope}::uuid AND m."tranche" = ${tranche} AND m."assetId" = ${asset}`;
  return { gross: BigInt(row?.gross ?? "0"), fee: BigInt(row?.fee ?? "0") };
}

/** Divides a refund among the payers and notes it on their contributions. Errors: INSUFFICIENT_FUNDS (more than is left of them). */
export async function shareRefund(tx: TxCtx, contributions: readonly ContributionRow[], refund: bigint): Promise<Map<string, bigint>> {
  const left = contributions.reduce((sum, row) => sum + row.amount - row.refunded, 0n);
  if (refund > left) throw new DomainError("INSUFFICIENT_FUNDS");
  const byPayer = new Map<string, bigint>();
  for (const { id, amount } of refundsOf(
    refund,
    contributions.map((row) => ({ id: row.id, left: row.amount - row.refunded })),
  )) {
    const row = contributions.find((one) => one.id === id);
    if (!row) throw new BrokenInvariant(`no contribution ${id}`);
    await noteRefunded(tx, row, row.refunded + amount);
    byPayer.set(row.payerId, (byPayer.get(row.payerId) ?? 0n) + amount);
  }
  return byPayer;
}

/** Undoes a payer's refund on their contributions: it was not paid out. */
export async function takeBackRefund(tx: TxCtx, contributions: readonly ContributionRow[], payerId: string, amount: bigint): Promise<void> {
  let rest = amount;
  for (const row of contributions.filter((one) => one.payerId === payerId)) {
    const part = row.refunded < rest ? row.refunded : rest;
    if (part > 0n) await noteRefunded(tx, row, row.refunded - part);
    rest -= part;
  }
  if (rest > 0n) throw new BrokenInvariant(`payer ${payerId} was never refunded ${amount}`);
}

/** The opposite of `takeBackRefund`: the refund is drafted again. */
export async function refundAgain(tx: TxCtx, contributions: readonly ContributionRow[], payerId: string, amount: bigint): Promise<void> {
  await shareRefund(
    tx,
    contributions.filter((one) => one.payerId === payerId),
    amount,
  );
}
