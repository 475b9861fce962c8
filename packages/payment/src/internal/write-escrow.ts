/**
 * The only writers of an agreement's money rows: parts of a price, contributions, movements, holds (lint enforces it). The caller holds the
 * agreement's lock, or the intent's for a part.
 */
import { BrokenInvariant, DomainError } from "@amanat/contracts";
import { changeLast, derivedId, insertLast, json, noteChange, Prisma, requireWay, settle, type TxCtx } from "@amanat/db";
import { HOLD, type HoldStatus, PART, type PartStatus, RELEASE, type ReleaseStatus } from "../state.ts";
import {
  type ContributionRow,
  type EscrowRow,
  type HoldPartRow,
  type HoldRow,
  type IntentRow,
  type MovementRow,
  noteEscrow,
  noteIntent,
  type PartRow,
} from "./rows.ts";

/** The audit trail names the row by its scope. */
const rowOf = ({ scope }: EscrowRow) => derivedId(["escrow", scope]);

export async function insertEscrow(tx: TxCtx, data: EscrowRow): Promise<EscrowRow> {
  await insertLast(tx, { table: "Escrow", id: data.scope }, data);
  // Nobody else can see it yet: it is as good as locked.
  const after = noteEscrow(tx, data);
  noteChange(tx, { kind: "escrow", id: rowOf(after), before: null, after });
  return after;
}

/** Adds parties to the agreement. */
export async function joinEscrow(tx: TxCtx, escrow: EscrowRow, people: readonly string[]): Promise<EscrowRow> {
  const parties = [...new Set([...escrow.parties, ...people])];
  if (parties.length === escrow.parties.length) return escrow;
  await settle(tx, ["Escrow"]);
  const after = noteEscrow(tx, await tx.tx.escrow.update({ where: { scope: escrow.scope }, data: { parties } }));
  noteChange(tx, { kind: "escrow", id: rowOf(after), before: escrow, after });
  return after;
}

/** The parts that a new intent pays for, with the end of the transaction. */
export function insertParts(tx: TxCtx, id: string, parts: readonly Pick<PartRow, "scope" | "tranche" | "amount">[]): Promise<void> {
  const rows = parts.map((part) => ({ ...part, amount: part.amount.toString() }));
  return changeLast(
    tx,
    { table: "IntentPart", id },
    Prisma.sql`INSERT INTO "IntentPart" ("intentId", "scope", "tranche", "amount")
      SELECT ${id}::uuid, "scope", "tranche", "amount"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS p("scope" uuid, "tranche" int, "amount" numeric)`,
  );
}

/** Ends an intent's open parts: all, or those of one scope. Errors: as `moveParts`. */
export function endParts(tx: TxCtx, intent: IntentRow, to: "covered" | "closed", scope?: string): Promise<IntentRow> {
  return moveParts(tx, intent, { from: "open", to, ...(scope === undefined ? {} : { scope }) });
}

/** Opens an intent's covered parts again. Errors: as `moveParts`. */
export function reopenParts(tx: TxCtx, intent: IntentRow): Promise<IntentRow> {
  return moveParts(tx, intent, { from: "covered", to: "open" });
}

/** The caller has locked the intent. Errors: VERSION_CONFLICT (its parts are not as they were read, so it was not locked). */
async function moveParts(
  tx: TxCtx,
  intent: IntentRow,
  { from, to, ...of }: { from: PartStatus; to: PartStatus; scope?: string },
): Promise<IntentRow> {
  requireWay(PART, from, to);
  const moves = (part: PartRow) => part.status === from && (of.scope === undefined || part.scope === of.scope);
  const { count } = await tx.tx.intentPart.updateMany({ where: { intentId: intent.id, status: from, ...of }, data: { status: to } });
  if (count !== intent.parts.filter(moves).length) throw new DomainError("VERSION_CONFLICT");
  const parts = intent.parts.map((part) => (moves(part) ? { ...part, status: to } : part));
  noteChange(tx, { kind: "intent", id: intent.id, before: { parts: intent.parts }, after: { parts } });
  return noteIntent(tx, { ...intent, parts });
}

/** Records a payer's contribution to a part. After a reorg, paying again adds to the same row. */
export async function contribute(
  tx: TxCtx,
  data: Prisma.ContributionUncheckedCreateInput & { intentId: string; amount: string },
): Promise<void> {
  const { id, tenantId, intentId, scope, tranche, assetId, payerId, amount } = data;
  const [row] = await tx.tx.$queryRaw<{ id: string; was: string | null; amount: string }[]>`
    INSERT INTO "Contribution" ("id", "tenantId", "scope", "tranche", "assetId", "intentId", "payerId", "amount")
    VALUES (${id}::uuid, ${tenantId}::uuid, ${scope}::uuid, ${tranche}, ${assetId}, ${intentId}::uuid, ${payerId}::uuid, ${amount}::numeric)
    ON CONFLICT ("intentId", "scope", "tranche") DO UPDATE SET "amount" = "Contribution"."amount" + EXCLUDED."amount"
    RETURNING new."id"::text AS id, old."amount"::text AS was, new."amount"::text AS amount`;
  if (!row) throw new BrokenInvariant("a contribution was neither made nor raised");
  const whole = { amount: BigInt(row.amount) };
  if (row.was === null) noteChange(tx, { kind: "contribution", id: row.id, before: null, after: { ...data, ...whole, refunded: 0n } });
  else noteChange(tx, { kind: "contribution", id: row.id, before: { amount: BigInt(row.was) }, after: whole });
}

export async function insertContribution(tx: TxCtx, data: Prisma.ContributionUncheckedCreateInput): Promise<ContributionRow> {
  const after = await tx.tx.contribution.create({ data });
  noteChange(tx, { kind: "contribution", id: after.id, before: null, after });
  return after;
}

/** Errors: VERSION_CONFLICT (its amounts are not as they were read, so the agreement was not locked). */
async function moveContribution(
  tx: TxCtx,
  { id, amount, refunded }: ContributionRow,
  data: { amount: string } | { refunded: string },
): Promise<void> {
  const where = { id, amount: amount.toString(), refunded: refunded.toString() };
  const { count } = await tx.tx.contribution.updateMany({ where, data });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
}

/** Notes how much of a contribution is refunded. The database refuses more than was contributed. */
export async function noteRefunded(tx: TxCtx, row: ContributionRow, refunded: bigint): Promise<void> {
  await moveContribution(tx, row, { refunded: refunded.toString() });
  noteChange(tx, { kind: "contribution", id: row.id, before: { refunded: row.refunded }, after: { refunded } });
}

/** One that pays at once is written with the end of the transaction: nothing of it waits that a later step would look for. */
export async function insertMovement(tx: TxCtx, after: MovementRow): Promise<MovementRow> {
  const { gross, fee, refund, shares, ...plain } = after;
  const columns = { ...plain, gross: gross.toString(), fee: fee.toString(), refund: refund.toString(), shares: json(shares) };
  await insertLast(tx, { table: "Movement", id: after.id }, columns);
  if (after.status !== "paid") await settle(tx, ["Movement"]);
  noteChange(tx, { kind: "movement", id: after.id, before: null, after });
  return after;
}

/**
 * Moves the releases of a movement. `paidWith`: the movement whose payouts pay them.
 * Errors: INVALID_STATE, VERSION_CONFLICT (its releases are not as they were read, so the agreement was not locked).
 */
export async function moveReleases(
  tx: TxCtx,
  { id, status }: MovementRow,
  to: { status: Exclude<ReleaseStatus, "paid"> } | { status: "paid"; paidWith: string },
): Promise<void> {
  requireWay(RELEASE, status as ReleaseStatus, to.status);
  const { count } = await tx.tx.movement.updateMany({ where: { id, status }, data: to });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "movement", id, before: { status }, after: to });
}

export async function insertHold(tx: TxCtx, data: Prisma.HoldUncheckedCreateInput): Promise<HoldRow> {
  const after = await tx.tx.hold.create({ data, include: { parts: true } });
  noteChange(tx, { kind: "hold", id: after.id, before: null, after });
  return after;
}

export async function insertHoldPart(tx: TxCtx, data: Prisma.HoldPartUncheckedCreateInput): Promise<HoldPartRow> {
  const after = await tx.tx.holdPart.create({ data });
  noteChange(tx, { kind: "hold", id: after.holdId, before: null, after: { part: after } });
  return after;
}

/** Moves parts to another hold on the same tranche. Errors: VERSION_CONFLICT (they are not where they were read). */
export async function handOver(tx: TxCtx, parts: readonly HoldPartRow[], to: HoldRow): Promise<void> {
  const { count } = await tx.tx.holdPart.updateMany({
    where: { OR: parts.map(({ id, holdId }) => ({ id, holdId })) },
    data: { holdId: to.id },
  });
  if (count !== parts.length) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "hold", id: to.id, before: null, after: { parts: parts.map(({ id }) => id) } });
}

/** Errors: INVALID_STATE (not live), VERSION_CONFLICT. */
export async function closeHold(tx: TxCtx, row: HoldRow, to: HoldStatus, closedAt: Date): Promise<void> {
  const { id, status, version } = row;
  requireWay(HOLD, status as HoldStatus, to);
  const { count } = await tx.tx.hold.updateMany({ where: { id, status, version }, data: { status: to, closedAt, version: version + 1 } });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "hold", id, before: { status }, after: { status: to } });
}
