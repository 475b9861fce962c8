import { type DepositView, depositView, type listDepositsInput, type Page, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, cutAt, listTag, type Place, placeOf, Prisma, reader, requireRole, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { assetView } from "../internal/views.ts";

type Asked = z.output<typeof listDepositsInput>;

type Found = {
  id: string;
  status: string;
  assetId: string | null;
  token: string;
  chain: string;
  amount: string;
  sender: string;
  recipient: string;
  txHash: string;
  blockNumber: number;
  confirmations: number;
  required: number;
  rejection: string | null;
  shortage: boolean;
  createdAt: Date;
  creditedAt: Date | null;
  scope: string | null;
  unmatchedId: string | null;
};

/**
 * Every transfer that was reported to an address of the tenant's, whatever became of it. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function listDeposits(ctx: Ctx, asked: Asked): Promise<Page<DepositView>> {
  requireRole(ctx.actor, "guard", "resolver", "admin");
  const { cursor, limit, ...filters } = asked;
  const tag = listTag(ctx, "deposits", filters);
  const found = await rowsOf<Found>(ctx, statement(ctx, asked, placeOf(ctx, tag, cursor)));
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ createdAt }) => createdAt);
  const assets = await reader(ctx).asset.findMany({ where: { id: { in: rows.flatMap(({ assetId }) => assetId ?? []) } } });
  const data = rows.map((row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    const { scope, unmatchedId, createdAt, creditedAt, blockNumber: block, ...rest } = row;
    return depositView.parse({
      ...rest,
      block,
      asset: asset === undefined ? null : assetView(asset),
      dealId: scope === null ? null : publicId("deal", scope),
      unmatchedId: unmatchedId === null ? null : publicId("unmatched", unmatchedId),
      arrivedAt: createdAt.toISOString(),
      creditedAt: creditedAt?.toISOString() ?? null,
    });
  });
  return { data, meta };
}

/** A transfer is the tenant's by the intent it was paid for, or by what it was booked as where it fits none. */
function statement(ctx: Ctx, { status, search = "", sort, limit }: Asked, from: Place | null): Prisma.Sql {
  const conditions = [Prisma.sql`coalesce(i."tenantId", u."tenantId") = ${ctx.actor.tenantId}::uuid`];
  if (status !== undefined) conditions.push(Prisma.sql`t."status" = ${status}`);
  if (search !== "") conditions.push(meant(search.trim()));
  const [way, beyond] = sort === "newest" ? [Prisma.raw("DESC"), Prisma.raw("<")] : [Prisma.raw("ASC"), Prisma.raw(">")];
  if (from !== null) conditions.push(Prisma.sql`(t."createdAt", t."id") ${beyond} (${from.at}, ${from.id}::uuid)`);
  return Prisma.sql`
    SELECT t."id", t."status", t."assetId", t."token", t."chain", t."amount"::text AS "amount", t."sender", t."recipient", t."txHash", t."blockNumber",
      t."confirmations", t."required", t."rejection", t."shortage", t."createdAt", t."creditedAt", i."scope", u."id" AS "unmatchedId"
    FROM "IncomingTransfer" t LEFT JOIN "PaymentIntent" i ON i."id" = t."intentId" LEFT JOIN "UnmatchedDeposit" u ON u."transferId" = t."id"
    WHERE ${Prisma.join(conditions, " AND ")} ORDER BY t."createdAt" ${way}, t."id" ${way} LIMIT ${limit + 1}`;
}

/** The deal it was paid for, its transaction, or an address on either side, as it is written or in small letters. */
function meant(text: string): Prisma.Sql {
  const dealId = uuidOf("deal", text.toLowerCase());
  if (dealId !== null) return Prisma.sql`i."scope" = ${dealId}::uuid`;
  const forms = [text, text.toLowerCase()];
  return Prisma.sql`(t."txHash" = ANY (${forms}::text[]) OR t."sender" = ANY (${forms}::text[]) OR t."recipient" = ANY (${forms}::text[]))`;
}
