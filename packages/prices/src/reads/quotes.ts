import { byPair, byQuote, DomainError, parsed, type QuoteView, quoteList, quoteView, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, now, Prisma, reader, rowsOf } from "@amanat/db";
import type * as z from "zod";

type Row = { id: string; assetId: string; currency: string; rate: string; scale: number; madeAt: Date; expiresAt: Date };
const COLUMNS = Prisma.sql`"id"::text, "assetId", "currency", "rate"::text, "scale", "madeAt", "expiresAt"`;

function viewOf({ id, assetId, currency, rate, scale, madeAt, expiresAt }: Row): QuoteView {
  const times = { madeAt: madeAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return quoteView.parse({ id: publicId("quote", id), asset: assetId, currency, rate, scale, ...times });
}

/** The newest quote of each pair that counts now; pairs without an honest rate are not in it. Nobody is asked. Public. */
export async function rates(ctx: Ctx): Promise<z.infer<typeof quoteList>> {
  const rows = await rowsOf<Row>(
    ctx,
    Prisma.sql`SELECT DISTINCT ON ("assetId", "currency") ${COLUMNS} FROM "PriceQuote" WHERE "expiresAt" > ${await now(ctx)}
      ORDER BY "assetId", "currency", "madeAt" DESC`,
  );
  return quoteList.parse({ quotes: rows.map(viewOf) });
}

/** What a token costs in a currency at the moment. Public. Errors: NO_PRICE. */
export async function quote(ctx: Ctx, input: z.input<typeof byPair>): Promise<QuoteView> {
  const { asset, currency } = parsed(byPair, input);
  const [row] = await rowsOf<Row>(
    ctx,
    Prisma.sql`SELECT ${COLUMNS} FROM "PriceQuote" WHERE "assetId" = ${asset} AND "currency" = ${currency} AND "expiresAt" > ${await now(ctx)}
      ORDER BY "madeAt" DESC LIMIT 1`,
  );
  if (row === undefined) throw new DomainError("NO_PRICE");
  return viewOf(row);
}

/** A quote that was given: as it was given, for its whole life, whatever newer ones say. Public. Errors: NOT_FOUND, QUOTE_EXPIRED. */
export async function getQuote(ctx: Ctx, input: z.input<typeof byQuote>): Promise<QuoteView> {
  const { quoteId } = parsed(byQuote, input);
  const row = await reader(ctx).priceQuote.findUnique({ where: { id: uuidOf("quote", quoteId) ?? "" } });
  if (row === null) throw new DomainError("NOT_FOUND");
  if (row.expiresAt <= (await now(ctx))) throw new DomainError("QUOTE_EXPIRED");
  return viewOf({ ...row, rate: row.rate.toString() });
}
