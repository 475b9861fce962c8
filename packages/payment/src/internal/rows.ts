import { type Ctx, lockRows, Prisma, readRows, type RowOf, type Tx, type TxCtx } from "@amanat/db";

/** An intent is always read with the parts it pays for. */
export const WITH_PARTS = { parts: { orderBy: [{ scope: "asc" }, { tranche: "asc" }] } } as const satisfies Prisma.PaymentIntentInclude;

export type PartRow = Prisma.Result<Tx["intentPart"], object, "findUniqueOrThrow">;
export type IntentRow = Prisma.Result<Tx["paymentIntent"], object, "findUniqueOrThrow"> & { parts: PartRow[] };
export type WayRow = Prisma.Result<Tx["providerIntent"], object, "findUniqueOrThrow">;
export type TransferRow = Prisma.Result<Tx["incomingTransfer"], object, "findUniqueOrThrow">;
export type PayoutRow = Prisma.Result<Tx["payout"], object, "findUniqueOrThrow">;
export type DestinationRow = Prisma.Result<Tx["destination"], object, "findUniqueOrThrow">;
export type SweepRow = Prisma.Result<Tx["sweep"], object, "findUniqueOrThrow">;
export type AttemptRow = Prisma.Result<Tx["txAttempt"], object, "findUniqueOrThrow">;
export type UnmatchedRow = Prisma.Result<Tx["unmatchedDeposit"], object, "findUniqueOrThrow">;
export type ClaimRow = Prisma.Result<Tx["depositClaim"], object, "findUniqueOrThrow">;
export type QuarantineRow = Prisma.Result<Tx["quarantine"], object, "findUniqueOrThrow">;
export type ReconciliationRunRow = Prisma.Result<Tx["reconciliationRun"], object, "findUniqueOrThrow">;
export type ReconciliationRowRow = Prisma.Result<Tx["reconciliationRow"], object, "findUniqueOrThrow">;
export type DeviceRow = Prisma.Result<Tx["approvalDevice"], object, "findUniqueOrThrow">;
export type TextRow = Prisma.Result<Tx["textToSign"], object, "findUniqueOrThrow">;
export type BreakGlassRow = Prisma.Result<Tx["breakGlass"], object, "findUniqueOrThrow">;
export type AssetRow = Prisma.Result<Tx["asset"], object, "findUniqueOrThrow">;
export type EscrowRow = Prisma.Result<Tx["escrow"], object, "findUniqueOrThrow">;
export type ContributionRow = Prisma.Result<Tx["contribution"], object, "findUniqueOrThrow">;
export type MovementRow = Prisma.Result<Tx["movement"], object, "findUniqueOrThrow">;
export type HoldPartRow = Prisma.Result<Tx["holdPart"], object, "findUniqueOrThrow">;
export type HoldRow = Prisma.Result<Tx["hold"], object, "findUniqueOrThrow"> & { parts: HoldPartRow[] };

/*
 * Everybody locks in one order: intents, then the agreement, then its payouts; several of one kind by id.
 */

/** Rows that a transaction has locked cannot change under it, so they are read once. Writers note what they have written. */
const lockedIntents = new WeakMap<Tx, Map<string, IntentRow>>();
const lockedEscrows = new WeakMap<Tx, Map<string, EscrowRow>>();

export function noteIntent({ tx }: TxCtx, row: IntentRow): IntentRow {
  lockedIntents.set(tx, new Map([...(lockedIntents.get(tx) ?? []), [row.id, row]]));
  return row;
}

export function noteEscrow({ tx }: TxCtx, row: EscrowRow): EscrowRow {
  lockedEscrows.set(tx, new Map([...(lockedEscrows.get(tx) ?? []), [row.scope, row]]));
  return row;
}

/** Locks an intent; null when there is none. */
export async function lockIntent(tx: TxCtx, id: string): Promise<IntentRow | null> {
  const known = lockedIntents.get(tx.tx)?.get(id);
  if (known) return known;
  const [intent] = await lockIntents(tx, Prisma.sql`i."id" = ${id}::uuid`);
  return intent ?? null;
}

const PARTED = { i: "PaymentIntent", p: "IntentPart" } as const;

/** Parts are made with their intent. */
const parted = (which: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`"PaymentIntent" i JOIN "IntentPart" p ON p."intentId" = i."id" WHERE ${which} ORDER BY i."id", p."scope", p."tranche"`;

/** Intents with their parts, by id. */
export async function readIntents(ctx: Ctx, which: Prisma.Sql): Promise<IntentRow[]> {
  return together(await readRows(ctx, PARTED, parted(which)));
}

/** Locks them in this order. */
async function lockIntents(tx: TxCtx, which: Prisma.Sql): Promise<IntentRow[]> {
  const intents = together(await lockRows(tx, PARTED, Prisma.sql`${parted(which)} FOR UPDATE OF i, p`));
  return intents.map((intent) => noteIntent(tx, intent));
}

function together(rows: readonly { i: RowOf<"PaymentIntent">; p: PartRow }[]): IntentRow[] {
  const intents = new Map<string, IntentRow>();
  for (const { i, p } of rows) intents.set(i.id, { ...i, parts: [...(intents.get(i.id)?.parts ?? []), p] });
  return [...intents.values()];
}

/** Holds with their parts, oldest first, in one statement. */
export async function readHolds(ctx: Ctx, which: Prisma.Sql): Promise<HoldRow[]> {
  const rows = await readRows(
    ctx,
    { h: "Hold", p: "HoldPart" },
    Prisma.sql`"Hold" h LEFT JOIN "HoldPart" p ON p."holdId" = h."id" WHERE ${which} ORDER BY h."createdAt", h."id", p."id"`,
  );
  const holds = new Map<string, HoldRow>();
  // A hold without a part has none of its columns.
  for (const { h, p } of rows)
    holds.set(h.id, { ...h, parts: [...(holds.get(h.id)?.parts ?? []), ...((p.id as string | null) === null ? [] : [p])] });
  return [...holds.values()];
}

/** Locks the intent whose price a transfer pays; null for unmatched money. */
export async function lockIntentPaidBy(tx: TxCtx, transfer: TransferRow): Promise<IntentRow | null> {
  return transfer.unmatched !== null || transfer.intentId === null ? null : lockIntent(tx, transfer.intentId);
}

/** Locks a transfer while it is under way; null when it no longer is. */
export async function lockUnderWay(tx: TxCtx, id: string): Promise<TransferRow | null> {
  const underWay = Prisma.sql`t."id" = ${id}::uuid AND t."status"::text IN ('detected', 'confirming', 'orphaned')`;
  const [row] = await lockRows(tx, { t: "IncomingTransfer" }, Prisma.sql`"IncomingTransfer" t WHERE ${underWay} FOR UPDATE`);
  return row?.t ?? null;
}

/** Locks an unmatched deposit; null when there is none in this tenant. */
export async function lockUnmatched(tx: TxCtx, id: string): Promise<UnmatchedRow | null> {
  const [row] = await lockRows(tx, { u: "UnmatchedDeposit" }, Prisma.sql`"UnmatchedDeposit" u WHERE ${own(tx, "u", id)} FOR UPDATE`);
  return row?.u ?? null;
}

/** Locks a claim; null when there is none in this tenant. The caller has locked its deposit. */
export async function lockClaim(tx: TxCtx, id: string): Promise<ClaimRow | null> {
  const [row] = await lockRows(tx, { c: "DepositClaim" }, Prisma.sql`"DepositClaim" c WHERE ${own(tx, "c", id)} FOR UPDATE`);
  return row?.c ?? null;
}

/** Locks a device that signs approvals; null when there is none in this tenant. */
export async function lockDevice(tx: TxCtx, id: string): Promise<DeviceRow | null> {
  const [row] = await lockRows(tx, { d: "ApprovalDevice" }, Prisma.sql`"ApprovalDevice" d WHERE ${own(tx, "d", id)} FOR UPDATE`);
  return row?.d ?? null;
}

/** Locks money from a listed address; null when there is none in this tenant. The caller has locked its intent. */
export async function lockQuarantine(tx: TxCtx, id: string): Promise<QuarantineRow | null> {
  const [row] = await lockRows(tx, { q: "Quarantine" }, Prisma.sql`"Quarantine" q WHERE ${own(tx, "q", id)} FOR UPDATE`);
  return row?.q ?? null;
}

export type Agreement = { escrow: EscrowRow; intents: IntentRow[] };

/** Locks an agreement's money: its row, and every intent that pays for a part of it, oldest first. Null when there is none. */
export async function lockAgreement(tx: TxCtx, scope: string): Promise<Agreement | null> {
  const inScope = Prisma.sql`i."id" IN (SELECT o."intentId" FROM "IntentPart" o WHERE o."scope" = ${scope}::uuid)`;
  await lockIntents(tx, inScope);
  const escrow = await lockEscrow(tx, scope);
  if (!escrow) return null;
  // Read again: another intent may have joined while the agreement's row was waited for.
  const intents = await readIntents(tx, inScope);
  const age = (a: IntentRow, b: IntentRow) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
  return { escrow, intents: intents.toSorted(age) };
}

/** Locks only the agreement's row, when its intents are locked already or not needed; null when there is none in this tenant. */
export async function lockEscrow(tx: TxCtx, scope: string): Promise<EscrowRow | null> {
  const known = lockedEscrows.get(tx.tx)?.get(scope);
  if (known) return known;
  const [row] = await lockRows(
    tx,
    { e: "Escrow" },
    Prisma.sql`"Escrow" e WHERE e."scope" = ${scope}::uuid AND e."tenantId" = ${tx.actor.tenantId}::uuid FOR UPDATE`,
  );
  return row ? noteEscrow(tx, row.e) : null;
}

/** Locks a payout; null when there is none in this tenant. */
export async function lockPayout(tx: TxCtx, id: string): Promise<PayoutRow | null> {
  const [row] = await lockRows(tx, { p: "Payout" }, Prisma.sql`"Payout" p WHERE ${own(tx, "p", id)} FOR UPDATE`);
  return row?.p ?? null;
}

/** A row of the caller's tenant. */
function own(tx: TxCtx, alias: string, id: string): Prisma.Sql {
  const of = Prisma.raw(alias);
  return Prisma.sql`${of}."id" = ${id}::uuid AND ${of}."tenantId" = ${tx.actor.tenantId}::uuid`;
}
