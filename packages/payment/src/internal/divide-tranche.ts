/** One tranche's money, divided once per cause. */
import { DomainError } from "@amanat/contracts";
import { audit, derivedId, literally, now, settle, type TxCtx } from "@amanat/db";
import { portions, splitLast } from "@amanat/ledger";
import { feeOf } from "../rules.ts";
import { payShares, type PersonShare, together } from "./pay-shares.ts";
import { beginToWait, keepReleases, takeWaiting } from "./waiting-releases.ts";
import { insertMovement } from "./write-escrow.ts";
import type { MovementRow, PayoutRow, Agreement } from "./rows.ts";
import { assetOf, contributionsTo, shareRefund, tallyOf } from "./tranche-balance.ts";

/** How money of one tranche is divided. */
export type Division = {
  /** Ordinal of the tranche; the first is 1. */
  tranche: number;
  /** Payees and amounts before the platform's fee, in base units. */
  release?: readonly { partyId: string; amount: bigint }[];
  /** The fee in basis points, due on everything released of the tranche so far. The payees bear it in proportion. */
  feeBps?: number;
  /** Refunded to the payers, in proportion to what is left of their contributions. `rest`: everything that is held. */
  refund?: bigint | "rest";
  /**
   * When the payees are paid. `now`, unless it is said: one payout each, which also pays what waits for them in the tranche. With a date
   * their money waits in `releasable` without a payout, for a movement that pays now, or until that date. The newest date counts for all
   * that waits in the tranche. `kept`: that money, and what waits, becomes their balance with us. Refunds are always paid at once.
   */
  payout?: "now" | "kept" | { by: Date };
};

export type Moved = { movementId: string; payouts: PayoutRow[] };

/** The most payees of one movement: a journal has at most 100 legs. */
const MOST_PAYEES = 90;

type Dividing = Omit<Division, "refund" | "payout"> & {
  cause: string;
  source: "held" | "disputed";
  refund: bigint;
  payout: NonNullable<Division["payout"]>;
};

export const sumOf = (shares: readonly { amount: bigint }[]) => shares.reduce((sum, { amount }) => sum + amount, 0n);

/**
 * Makes one movement of a tranche: shares, journal and payouts. A cause that was used before returns its movement and moves nothing.
 * Null when there is nothing to move. The caller holds the agreement's lock.
 */
export async function divide(tx: TxCtx, agreement: Agreement, division: Dividing): Promise<Moved | null> {
  const { tranche, cause, source, payout, release = [] } = division;
  const place = { scope: agreement.escrow.scope, tranche };
  await settle(tx, ["Movement"]);
  // The movement of this cause, and whatever waits in the tranche: nobody changes either before the end.
  const known = await tx.tx.movement.findMany({ where: { ...place, OR: [{ cause }, { status: "waiting" }] } });
  const before = known.find((movement) => movement.cause === cause);
  if (before) return { movementId: before.id, payouts: await instructionsOf(tx, before) };
  const refund = division.refund < 0n ? 0n : division.refund;
  const gross = sumOf(release);
  if (release.some(({ amount }) => amount <= 0n) || release.length > MOST_PAYEES)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "release", code: "amounts" }] });
  if (gross + refund === 0n) return null;
  const contributions = await contributionsTo(tx, place);
  const asset = assetOf(contributions);
  if (asset === null) throw new DomainError("INSUFFICIENT_FUNDS");
  const fee = gross === 0n ? 0n : feeOf(gross, division.feeBps ?? 0, await tallyOf(tx, place, asset));
  const [released, back] = [netOf(release, fee), backOf(await shareRefund(tx, contributions, refund))];
  const shares = [...released, ...back];
  const id = derivedId(["movement", place.scope, String(tranche), cause]);
  const movement = await insertMovement(tx, {
    id,
    tenantId: tx.actor.tenantId,
    ...place,
    assetId: asset,
    cause,
    source,
    gross,
    fee,
    refund,
    createdAt: await now(tx),
    shares: shares.map(({ to, party, amount }) => ({ to, party, amount: amount.toString() })),
    ...(released.length === 0 || payout === "now"
      ? { status: "paid", paidWith: id }
      : { status: payout === "kept" ? "kept" : "waiting", paidWith: null }),
  });
  splitLast(tx, {
    ...place,
    asset,
    from: source,
    whole: gross + refund,
    cause: movement.id,
    shares: [...shares, { to: "platform_fee", amount: fee }],
  });
  await audit(tx, {
    action: "money.divide",
    subjectKind: "escrow",
    subjectId: place.scope,
    payload: { tranche, cause, source, gross: gross.toString(), fee: fee.toString(), refund: refund.toString() },
  });
  const toBePaid = await toPay(tx, division, movement, { shares, waits: known.length > 0 });
  return { movementId: movement.id, payouts: await payShares(tx, agreement, movement, toBePaid, { isNew: true }) };
}

/** What is paid with a movement. A ruling pays what it divides, and leaves alone what waits beside it. */
async function toPay(
  tx: TxCtx,
  { source, payout }: Dividing,
  movement: MovementRow,
  { shares, waits }: { shares: PersonShare[]; waits: boolean },
): Promise<PersonShare[]> {
  if (source === "disputed") return shares;
  if (payout === "now") return together(waits ? [...shares, ...(await takeWaiting(tx, movement, movement.id))] : shares);
  await (payout === "kept" ? keepReleases(tx, movement, [movement]) : beginToWait(tx, movement, payout.by));
  return shares.filter(({ to }) => to === "refundable");
}

/** Each payee's amount after the fee, which they bear in proportion. A payee who would get nothing has no share. */
function netOf(release: readonly { partyId: string; amount: bigint }[], fee: bigint): PersonShare[] {
  if (release.length === 0) return [];
  // `portions` gives remaining units to the largest first; this order breaks ties.
  const inOrder = release.toSorted((a, b) => (a.partyId < b.partyId ? -1 : 1));
  const fees = portions(
    fee,
    inOrder.map(({ amount }) => amount),
  );
  return inOrder
    .map(({ partyId, amount }, index): PersonShare => ({ to: "releasable", party: partyId, amount: amount - (fees[index] ?? 0n) }))
    .filter(({ amount }) => amount > 0n);
}

function backOf(refunds: ReadonlyMap<string, bigint>): PersonShare[] {
  return [...refunds].map(([party, amount]) => ({ to: "refundable", party, amount }));
}

/** The payouts that a movement drafted; not those that replaced them. */
function instructionsOf(tx: TxCtx, { id }: MovementRow): Promise<PayoutRow[]> {
  return tx.tx.payout.findMany({
    where: { movementId: id, cause: { startsWith: literally(`move:${id}:`) } },
    orderBy: { createdAt: "asc" },
  });
}
