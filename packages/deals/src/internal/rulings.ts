import { type Actor, amountSchema, DomainError, publicId, type RulingStatus, type RulingView } from "@amanat/contracts";
import { type Ctx, newId, noteChange, now, type Prisma, reader, requireUser, step, type TxCtx } from "@amanat/db";
import * as z from "zod";
import type { Share } from "../rules.ts";
import { RULING } from "../state.ts";
import type { DealRow } from "./rows.ts";
import { partyRole, userIdOf } from "./who.ts";

/**
 * The only writer of rulings. The caller holds the lock of the deal. Status and version are compared all the same, in case a caller
 * has not locked it. The database itself refuses a ruling that is approved by the admin who proposed it.
 */

export type RulingRow = Prisma.Result<TxCtx["tx"]["dealRuling"], object, "findUniqueOrThrow">;

const stored = z.array(z.object({ tranche: z.number().int(), release: amountSchema, refund: amountSchema }));

/** The shares of a ruling as they were proposed. */
export function sharesOf(row: Pick<RulingRow, "shares">): Share[] {
  return stored.parse(row.shares).map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
}

/** The ruling that waits for its answer; null when there is none. */
export function openRuling(ctx: Ctx, dealId: string): Promise<RulingRow | null> {
  return reader(ctx).dealRuling.findFirst({ where: { dealId, status: "open" } });
}

/** Errors: INVALID_STATE (one is open). */
export async function insertRuling(tx: TxCtx, deal: DealRow, asked: { shares: readonly Share[]; reason: string }): Promise<RulingRow> {
  if (await openRuling(tx, deal.id)) throw new DomainError("INVALID_STATE", "One is waiting for its answer.");
  const { userId: proposedById, name: proposedBy } = requireUser(tx.actor);
  const shares = asked.shares.map(({ tranche, release, refund }) => ({
    tranche,
    release: release.toString(),
    refund: refund.toString(),
  }));
  const data = { id: newId(), tenantId: deal.tenantId, dealId: deal.id, shares, reason: asked.reason, proposedById, proposedBy };
  const row = await tx.tx.dealRuling.create({ data: { ...data, createdAt: await now(tx) } });
  noteChange(tx, { kind: "ruling", id: row.id, before: null, after: row });
  return row;
}

/** The ruling of a locked deal. Errors: NOT_FOUND. */
export async function rulingOf(tx: TxCtx, deal: DealRow, id: string): Promise<RulingRow> {
  const row = await tx.tx.dealRuling.findFirst({ where: { id, dealId: deal.id } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/** Ends an open ruling. Errors: INVALID_STATE (it is not open), VERSION_CONFLICT. */
export async function moveRuling(tx: TxCtx, row: RulingRow, on: "approve" | "decline" | "lapse"): Promise<RulingRow> {
  const status: RulingStatus = step(RULING, row.status as RulingStatus, on, on === "lapse" ? "system" : "admin", {});
  const decided = on === "lapse" || tx.actor.kind !== "user" ? {} : { decidedById: tx.actor.userId, decidedBy: tx.actor.name };
  const change = { status, ...decided, closedAt: await now(tx) };
  const { count } = await tx.tx.dealRuling.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const ended = { ...row, ...change, version: row.version + 1 };
  noteChange(tx, { kind: "ruling", id: row.id, before: row, after: ended });
  return ended;
}

/** The hold has ended, or the deal: there is nothing left to rule on. */
export async function lapseRuling(tx: TxCtx, deal: DealRow): Promise<void> {
  const row = await openRuling(tx, deal.id);
  if (row) await moveRuling(tx, row, "lapse");
}

/** What keeps this person from approving it. */
export function rulingBlock(
  row: Pick<RulingRow, "status" | "proposedById">,
  deal: Pick<DealRow, "parties">,
  actor: Actor,
): RulingView["block"] {
  if (actor.kind !== "user" || !actor.roles.includes("admin")) return "not_admin";
  if (partyRole(deal, actor) !== null) return "own_deal";
  if (row.proposedById === userIdOf(actor)) return "own";
  return row.status === "open" ? "none" : "not_open";
}

/** A ruling as the wire has it. */
export function rulingView(row: RulingRow, deal: Pick<DealRow, "parties" | "tranches">, actor: Actor): RulingView {
  return {
    id: publicId("ruling", row.id),
    shares: sharesOf(row).map(({ tranche, release, refund }) => ({
      tranche,
      asset: deal.tranches.find(({ ordinal }) => ordinal === tranche)?.assetId ?? "",
      release: release.toString(),
      refund: refund.toString(),
    })),
    reason: row.reason,
    status: row.status as RulingStatus,
    proposedBy: row.proposedBy,
    proposedAt: row.createdAt.toISOString(),
    block: rulingBlock(row, deal, actor),
    version: row.version,
  };
}
