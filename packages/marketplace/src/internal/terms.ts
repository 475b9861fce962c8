import type { Handover } from "@amanat/contracts";
import { changeLast, type Ctx, noteChange, Prisma, type Purchase, readRows, setting, type TxCtx } from "@amanat/db";
import { SETTINGS } from "../settings.ts";
import { withoutPlace } from "./erased.ts";
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
  const [rows, rounds] = await Promise.all([
    readRows(ctx, { p: "Purchase" }, Prisma.sql`"Purchase" p WHERE p."dealId" = ANY (${[...dealIds]}::uuid[])`),
    contestRounds(ctx),
  ]);
  return new Map(rows.map(({ p }) => [p.dealId, { ...p, contestRounds: rounds }]));
}

type Agreed = Pick<Purchase, "dealId" | "requestId" | "offerId" | "payoutAddress" | "delivery" | "deliveryDays">;
/** What a purchase begins with. */
const UNTOUCHED = { live: true, handover: null, deliverBy: null, lateFrom: null, contests: 0, contest: null, deliveredAt: null };

export async function insertTerms(tx: TxCtx, data: Agreed): Promise<void> {
  const { dealId, requestId, offerId, payoutAddress, delivery, deliveryDays } = data;
  await changeLast(
    tx,
    { table: "Purchase", id: dealId },
    Prisma.sql`INSERT INTO "Purchase" ("dealId", "requestId", "offerId", "payoutAddress", "delivery", "deliveryDays")
      VALUES (${dealId}::uuid, ${requestId}::uuid, ${offerId}::uuid, ${payoutAddress}, ${JSON.stringify(delivery)}::jsonb, ${deliveryDays})`,
  );
  noteChange(tx, { kind: "deal", id: dealId, before: null, after: { ...UNTOUCHED, ...data } });
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
  const after = { ...before, ...change };
  const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
  await changeLast(
    tx,
    { table: "Purchase", id: dealId },
    Prisma.sql`UPDATE "Purchase" SET "live" = ${after.live}, "handover" = ${json(after.handover as object | null)}::jsonb,
      "deliverBy" = ${after.deliverBy}, "lateFrom" = ${after.lateFrom}, "deliveredAt" = ${after.deliveredAt}, "contests" = ${after.contests},
      "contest" = ${json(after.contest as object | null)}::jsonb
      WHERE "dealId" = ${dealId}::uuid AND "live" = ${live} AND "deliveredAt" IS NOT DISTINCT FROM ${deliveredAt} AND "contests" = ${contests}`,
  );
  noteChange(tx, { kind: "deal", id: terms.dealId, before, after });
}

/**
 * Takes away where a buyer lives and what they wrote when they contested, once they go: their deals are over, and nothing is sent there any more.
 */
export async function eraseDeliveries(tx: TxCtx, buyerId: string): Promise<number> {
  const placeless = withoutPlace(Prisma.sql`p."delivery"`);
  const places = await tx.tx.$executeRaw`
    UPDATE "Purchase" p SET "delivery" = ${placeless} FROM "Request" r
    WHERE r."id" = p."requestId" AND r."buyerId" = ${buyerId}::uuid AND p."delivery" <> ${placeless}`;
  const notes = await tx.tx.$executeRaw`
    UPDATE "Purchase" p SET "contest" = p."contest" || '{"note":""}'::jsonb FROM "Request" r
    WHERE r."id" = p."requestId" AND r."buyerId" = ${buyerId}::uuid AND p."contest" ->> 'note' <> ''`;
  return places + notes;
}
