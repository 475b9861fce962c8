import {
  COUNTED,
  COUNTED_TO,
  type Counted,
  type DashboardView,
  HOLD_TERMS,
  MONEY_AGES,
  MONEY_STATES,
  type MoneyState,
} from "@amanat/contracts";
import { type Ctx, now, Prisma, reader, requireRole } from "@amanat/db";
import type { DeskPorts } from "../ports.ts";
import { ageOf, dayOf, daysBefore, termOf } from "../rules.ts";

/** Payouts that the times are taken from. */
const PAYOUTS = 500;
const DAYS = 14;
const MOST = COUNTED_TO + 1;
/** Incidents that say that money is not where the books have it. */
const DRIFT: ReadonlySet<string> = new Set(["books.unbalanced", "wallet.native_short", "payment.reorged", "chain.rewritten"]);

/**
 * The figures of the morning, each from summaries or from a read with a bound: however many deals there are, it touches the same number of rows.
 * Who: guard and admin, of their own tenant. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN.
 */
export async function dashboard(ctx: Ctx, ports: DeskPorts): Promise<DashboardView> {
  requireRole(ctx.actor, "guard", "admin");
  const at = await now(ctx);
  const [money, payouts, days, holds, cases, incidents, deliveries, notices] = await Promise.all([
    reader(ctx).$queryRaw<MoneyRow[]>(moneyByDay(ctx)),
    reader(ctx).$queryRaw<PayoutTimes[]>(payoutTimes(ctx)),
    reader(ctx).$queryRaw<DayRow[]>(countsByDay(ctx, at)),
    ports.holdsUntil(ctx, MOST),
    ports.casesDue(ctx, MOST),
    ports.incidents(ctx, MOST),
    ports.deadDeliveries(ctx, MOST),
    ports.deadNotices(ctx, MOST),
  ]);
  return {
    asOf: at.toISOString(),
    money: moneyView(money, at),
    payouts: payoutView(payouts[0]),
    holds: byTerm(
      holds.map(({ until }) => until),
      at,
    ),
    cases: byTerm(cases, at),
    incidents: incidents.map(({ kind, count }) => ({ kind, count, drift: DRIFT.has(kind) })),
    dead: { deliveries, notices },
    days: daysView(days, at),
  };
}

function byTerm(dates: readonly (Date | null)[], at: Date): DashboardView["holds"] {
  const terms = dates.map((date) => termOf(date, at));
  return HOLD_TERMS.map((term) => ({ term, count: terms.filter((one) => one === term).length }));
}

type MoneyRow = { assetId: string; day: string } & Record<MoneyState, string>;
type PayoutTimes = { settled: number; since: Date | null; p50: number | null; p95: number | null };
type DayRow = { day: string; name: Counted; count: number };

const SUMS = Prisma.raw(MONEY_STATES.map((state) => `"${state}"::text`).join(", "));

/** The statements, apart, so that tests look at how they are planned. */
export const moneyByDay = (ctx: Ctx): Prisma.Sql => Prisma.sql`
  SELECT "assetId", "day"::text, ${SUMS} FROM "DeskMoneyDay" WHERE "tenantId" = ${ctx.actor.tenantId}::uuid ORDER BY "assetId", "day"`;

export const payoutTimes = (ctx: Ctx): Prisma.Sql => Prisma.sql`
  SELECT count(*)::int AS settled, min("overSince") AS since,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::float8 AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)::float8 AS p95
  FROM (
    SELECT "overSince", extract(epoch FROM "overSince" - "createdAt") * 1000 AS ms FROM "DeskSubject"
    WHERE "tenantId" = ${ctx.actor.tenantId}::uuid AND "kind" = 'payout' AND "word" = 'settled' AND "overSince" IS NOT NULL
    ORDER BY "overSince" DESC LIMIT ${PAYOUTS}) newest`;

export const countsByDay = (ctx: Ctx, at: Date): Prisma.Sql => Prisma.sql`
  SELECT "day"::text, "name", "count" FROM "DeskDay"
  WHERE "tenantId" = ${ctx.actor.tenantId}::uuid AND "day" > ${daysBefore(at, DAYS)}::date ORDER BY "day", "name"`;

function moneyView(rows: readonly MoneyRow[], at: Date): DashboardView["money"] {
  return [...new Set(rows.map(({ assetId }) => assetId))].map((asset) => {
    const own = rows.filter(({ assetId }) => assetId === asset);
    const sum = (state: MoneyState, some: readonly MoneyRow[]) => some.reduce((total, row) => total + BigInt(row[state]), 0n).toString();
    const states = MONEY_STATES.map((state) => ({
      state,
      total: sum(state, own),
      ages: MONEY_AGES.map(({ age }) => ({
        age,
        amount: sum(
          state,
          own.filter(({ day }) => ageOf(day, at) === age),
        ),
      })),
    }));
    return { asset, states };
  });
}

function payoutView(row: PayoutTimes | undefined): DashboardView["payouts"] {
  return { settled: row?.settled ?? 0, since: row?.since?.toISOString() ?? null, p50Ms: row?.p50 ?? null, p95Ms: row?.p95 ?? null };
}

/** Every day of the last ones, also those on which nothing happened. */
function daysView(rows: readonly DayRow[], at: Date): DashboardView["days"] {
  return Array.from({ length: DAYS }, (_, n) => dayOf(daysBefore(at, DAYS - 1 - n))).map((day) => {
    const counts = COUNTED.map((name) => [name, rows.find((row) => row.day === day && row.name === name)?.count ?? 0] as const);
    return { day, ...(Object.fromEntries(counts) as Record<Counted, number>) };
  });
}
