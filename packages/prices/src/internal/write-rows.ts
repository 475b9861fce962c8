/** The only writer of sources, quotes and the worker's turn. What sources say is nobody's decision, so none of it is in the audit trail. */
import type { Currency, PriceFault, Ratio } from "@amanat/contracts";
import { type Ctx, newId, now, reader, type RowOf, type TxCtx } from "@amanat/db";

export type StateRow = RowOf<"PriceState">;

const THE_ROW = { id: 1 } as const;
/** Quotes of one turn that are forgotten. */
const MOST_FORGOTTEN = 1_000;
const DAY_MS = 24 * 60 * 60_000;

export function stateRow(ctx: Ctx): Promise<StateRow> {
  return reader(ctx).priceState.findUniqueOrThrow({ where: THE_ROW });
}

/** The worker says whether it quotes, and by which cap. */
export async function tellQuoting(ctx: Ctx, said: { quoting: boolean; depegCapBps?: number }): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- what a process found in its environment; nobody decided it here
  await reader(ctx).priceState.updateMany({ where: THE_ROW, data: { ...said, toldAt: await now(ctx) } });
}

/** Takes the turn to ask, for one of several workers. */
export async function takeTurn(ctx: Ctx, { attemptedAt }: StateRow): Promise<boolean> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- whose turn it is, and nothing else
  const { count } = await reader(ctx).priceState.updateMany({ where: { ...THE_ROW, attemptedAt }, data: { attemptedAt: await now(ctx) } });
  return count === 1;
}

export type Reading = {
  readonly source: string;
  readonly maxAgeSeconds: number;
  readonly readAt: Date;
  readonly depegged: boolean | null;
} & ({ readonly fault: null; readonly ratio: Ratio; readonly saidAt: Date } | { readonly fault: PriceFault });

/** Keeps what a source said. One that was read before the stored one is dropped; a fault leaves the last good answer, with its time. */
export async function keepReading(tx: TxCtx, reading: Reading): Promise<void> {
  const { source, maxAgeSeconds, readAt, fault } = reading;
  const good = reading.fault === null ? reading : null;
  const [rate, scale, saidAt] = [good?.ratio.rate.toString() ?? null, good?.ratio.scale ?? null, good?.saidAt ?? null];
  await tx.tx.$executeRaw`
    INSERT INTO "PriceSource" ("source", "rate", "scale", "saidAt", "maxAgeSeconds", "readAt", "fault", "faultAt", "depegged")
    VALUES (${source}, ${rate}::numeric, ${scale}::int, ${saidAt}::timestamptz, ${maxAgeSeconds}, ${readAt}, ${fault},
            ${fault === null ? null : readAt}::timestamptz, ${reading.depegged}::boolean)
    ON CONFLICT ("source") DO UPDATE SET
      "rate" = coalesce(EXCLUDED."rate", "PriceSource"."rate"), "scale" = coalesce(EXCLUDED."scale", "PriceSource"."scale"),
      "saidAt" = coalesce(EXCLUDED."saidAt", "PriceSource"."saidAt"), "maxAgeSeconds" = EXCLUDED."maxAgeSeconds",
      "readAt" = EXCLUDED."readAt", "fault" = EXCLUDED."fault", "faultAt" = coalesce(EXCLUDED."faultAt", "PriceSource"."faultAt"),
      "depegged" = coalesce(EXCLUDED."depegged", "PriceSource"."depegged")
    WHERE "PriceSource"."readAt" < EXCLUDED."readAt"`;
}

export type NewQuote = {
  readonly assetId: string;
  readonly currency: Currency;
  readonly ratio: Ratio;
  readonly feed: string;
  readonly feedAt: Date;
  readonly fx: string | null;
  readonly fxAt: Date | null;
  readonly expiresAt: Date;
};

export async function keepQuotes(tx: TxCtx, quotes: readonly NewQuote[], madeAt: Date): Promise<void> {
  if (quotes.length === 0) return;
  const data = quotes.map(({ ratio: { rate, scale }, ...rest }) => ({ id: newId(), ...rest, rate: rate.toString(), scale, madeAt }));
  await tx.tx.priceQuote.createMany({ data });
}

/** Forgets quotes that have been over for a day. */
export async function forgetQuotes(tx: TxCtx, at: Date): Promise<void> {
  await tx.tx.$executeRaw`DELETE FROM "PriceQuote" WHERE "id" IN (
    SELECT "id" FROM "PriceQuote" WHERE "expiresAt" < ${new Date(at.getTime() - DAY_MS)} LIMIT ${MOST_FORGOTTEN})`;
}
