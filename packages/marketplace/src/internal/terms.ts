import { DomainError, type Handover } from "@amanat/contracts";
import { type Ctx, noteChange, type Prisma, type Purchase, reader, setting, type TxCtx } from "@amanat/db";
import { SETTINGS } from "../settings.ts";
import type { PurchaseTerms } from "./rows.ts";

/**
 * The only writer of a purchase's terms. The caller has locked the deal and moves or touches it in the same transaction, so the deal's version
 * covers the terms too; the audit trail shows both as one. What tells one state of the terms from another is compared all the same, in case a
 * caller has not locked the deal.
 */

/** How often a buyer may contest a delivery: the operator's current setting. */
function contestRounds(ctx: Ctx): Promise<number> {
  return setting(ctx, SETTINGS.contestRounds);
}

/** Terms as they are now, with the operator's number of contests. */
export async function withRounds(ctx: Ctx, row: Purchase): Promise<PurchaseTerms> {
  return { ...row, contestRounds: await contestRounds(ctx) };
}

/** The terms of many deals at once. */
export async function termsOf(ctx: Ctx, dealIds: readonly string[]): Promise<Map<string, PurchaseTerms>> {
  const rows = await reader(ctx).purchase.findMany({ where: { dealId: { in: [...dealIds] } } });
  const rounds = await contestRounds(ctx);
  return new Map(rows.map((row) => [row.dealId, { ...row, contestRounds: rounds }]));
}

export async function insertTerms(tx: TxCtx, data: Prisma.PurchaseUncheckedCreateInput): Promise<void> {
  const row = await tx.tx.purchase.create({ data });
  noteChange(tx, { kind: "deal", id: row.dealId, before: null, after: row });
}

export type Contest = { reason: string; note: string; at: string };
type Change = {
  handover?: Handover;
  deliverBy?: Date;
  lateFrom?: Date;
  deliveredAt?: Date;
  contests?: number;
  contest?: Contest;
  /** Whether this deal is the request's active one. */
  live?: boolean;
};

/** Errors: VERSION_CONFLICT (they are not as they were read). */
export async function writeTerms(tx: TxCtx, terms: PurchaseTerms, change: Change): Promise<void> {
  const { contestRounds: _, ...before } = terms;
  const { dealId, live, deliveredAt, contests } = terms;
  const { count } = await tx.tx.purchase.updateMany({ where: { dealId, live, deliveredAt, contests }, data: change });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "deal", id: terms.dealId, before, after: { ...before, ...change } });
}
