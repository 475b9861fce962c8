import { MONEY_STATES, type MoneyState } from "@amanat/contracts";
import { Prisma, type TxCtx } from "@amanat/db";
import type { Pots } from "../ports.ts";
import { dayOf } from "../rules.ts";

/** A deal's money as it is now, and since when it is here. */
export type DealMoney = Pots & { readonly tenantId: string; readonly since: Date };
type Amounts = Record<MoneyState, bigint>;
type Before = { scope: string; assetId: string; since: Date } & Record<MoneyState, string>;

const NAMES = Prisma.raw(MONEY_STATES.map((state) => `"${state}"`).join(", "));
const TEXTS = Prisma.raw(MONEY_STATES.map((state) => `"${state}"::text`).join(", "));
const TYPED = Prisma.raw(MONEY_STATES.map((state) => `"${state}" numeric`).join(", "));
const REPLACED = Prisma.raw(MONEY_STATES.map((state) => `"${state}" = EXCLUDED."${state}"`).join(", "));
const ADDED = Prisma.raw(MONEY_STATES.map((state) => `"${state}" = d."${state}" + n."${state}"`).join(", "));
const NOTHING = Prisma.raw(MONEY_STATES.map((state) => `"${state}" = 0`).join(" AND "));

const amountsOf = (of: (state: MoneyState) => bigint): Amounts =>
  Object.fromEntries(MONEY_STATES.map((state) => [state, of(state)])) as Amounts;
const asTexts = (amounts: Amounts) => Object.fromEntries(MONEY_STATES.map((state) => [state, amounts[state].toString()]));

/** What the rows of today take from and give to the sums of each day. */
export function changesByDay(
  before: readonly Before[],
  after: readonly DealMoney[],
): { tenantId: string; assetId: string; day: string; by: Amounts }[] {
  const days = new Map<string, { tenantId: string; assetId: string; day: string; by: Amounts }>();
  const add = (tenantId: string, assetId: string, since: Date, change: Amounts) => {
    const day = dayOf(since);
    const key = `${tenantId} ${day} ${assetId}`;
    const sum = days.get(key)?.by ?? amountsOf(() => 0n);
    days.set(key, { tenantId, assetId, day, by: amountsOf((state) => sum[state] + change[state]) });
  };
  for (const row of after) {
    const was = before.find(({ scope, assetId }) => scope === row.scope && assetId === row.asset);
    if (was)
      add(
        row.tenantId,
        row.asset,
        was.since,
        amountsOf((state) => -BigInt(was[state])),
      );
    add(row.tenantId, row.asset, row.since, row);
  }
  return [...days.values()].filter(({ by }) => MONEY_STATES.some((state) => by[state] !== 0n));
}

/** Writes where these deals' money is, and what that changes about the sums. The caller lets nobody else write meanwhile. */
export async function writeMoney(tx: TxCtx, after: readonly DealMoney[]): Promise<void> {
  if (after.length === 0) return;
  const scopes = [...new Set(after.map(({ scope }) => scope))];
  const before = await tx.tx.$queryRaw<Before[]>`
    SELECT "scope"::text, "assetId", "since", ${TEXTS} FROM "DeskMoney" WHERE "scope" = ANY (${scopes}::uuid[])`;
  const rows = after.map((row) => ({ scope: row.scope, assetId: row.asset, tenantId: row.tenantId, since: row.since, ...asTexts(row) }));
  await tx.tx.$executeRaw`
    INSERT INTO "DeskMoney" ("scope", "assetId", "tenantId", "since", ${NAMES})
    SELECT "scope", "assetId", "tenantId", "since", ${NAMES}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("scope" uuid, "assetId" text, "tenantId" uuid, "since" timestamptz, ${TYPED})
    ON CONFLICT ("scope", "assetId") DO UPDATE SET "since" = EXCLUDED."since", ${REPLACED}`;
  const changes = changesByDay(before, after).map(({ by, ...day }) => ({ ...day, ...asTexts(by) }));
  if (changes.length === 0) return;
  const given = JSON.stringify(changes);
  // First the rows there are to be, then the sums: a change alone may be negative, and a sum never is.
  await tx.tx.$executeRaw`
    INSERT INTO "DeskMoneyDay" ("tenantId", "assetId", "day", ${NAMES})
    SELECT "tenantId", "assetId", "day", 0, 0, 0, 0, 0 FROM jsonb_to_recordset(${given}::jsonb) AS n("tenantId" uuid, "assetId" text, "day" date)
    ON CONFLICT DO NOTHING`;
  await tx.tx.$executeRaw`
    UPDATE "DeskMoneyDay" d SET ${ADDED}
    FROM jsonb_to_recordset(${given}::jsonb) AS n("tenantId" uuid, "assetId" text, "day" date, ${TYPED})
    WHERE d."tenantId" = n."tenantId" AND d."assetId" = n."assetId" AND d."day" = n."day"`;
  const days = changes.map(({ day }) => day);
  await tx.tx.$executeRaw`DELETE FROM "DeskMoneyDay" WHERE "day" = ANY (${days}::date[]) AND ${NOTHING}`;
}
