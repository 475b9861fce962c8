import type { AccountKind, AccountView, Page, TransferView } from "@amanat/contracts";
import { publicId } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, Prisma, reader, settle, tenantTag } from "@amanat/db";
import * as z from "zod";
import { codeOf, DEFERRED_KINDS, kindNumber, kindOf } from "../internal/chart.ts";
import { newestClosing, uncounted } from "../internal/closings.ts";

export type AccountFilter = { scope?: string; party?: string; asset?: string; kinds?: readonly AccountKind[] };

/** An account with its balance (credits − debits) in base units. */
export interface Account {
  kind: AccountKind;
  scope: string;
  party: string;
  asset: string;
  balance: bigint;
}

type AccountRow = { kind: number; scope: string; party: string; asset: string; balance: string };

/**
 * Accounts with balances in one snapshot, ordered by name. House accounts have no running balance: theirs is the rolled-up sum plus every
 * transfer since.
 */
export async function accountsOf(ctx: Ctx, filter: AccountFilter): Promise<Account[]> {
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, ["ledger"]);
  const conditions = [Prisma.sql`a.tenant_id = ${ctx.actor.tenantId}::uuid`];
  if (filter.scope !== undefined) conditions.push(Prisma.sql`a.scope = ${filter.scope}`);
  if (filter.party !== undefined) conditions.push(Prisma.sql`a.party = ${filter.party}`);
  if (filter.asset !== undefined) conditions.push(Prisma.sql`a.asset = ${filter.asset}`);
  if (filter.kinds !== undefined) conditions.push(Prisma.sql`a.kind = ANY (${filter.kinds.map(kindNumber)}::int[])`);
  const rows = await reader(ctx).$queryRaw<AccountRow[]>`
    SELECT a.kind, a.scope, a.party, a.asset, ledger.balance_of(a.id)::text AS balance
    FROM ledger.account a WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY a.kind, a.asset, a.scope, a.party`;
  return rows.map(accountOf);
}

const accountOf = (row: AccountRow): Account => ({ ...row, kind: kindOf(row.kind), balance: BigInt(row.balance) });

/** An account on the wire. */
export function accountView({ kind, scope, party, asset, balance }: Account): AccountView {
  return { kind, scope, party, asset, balance: balance.toString() };
}

export type TransferRow = {
  journal: string;
  leg: number;
  code: number;
  asset: string;
  amount: string;
  chain_ref: string | null;
  at: Date;
  micros: string;
  dk: number;
  ds: string;
  dp: string;
  ck: number;
  cs: string;
  cp: string;
};

/** What is read of a transfer `t` with its accounts `d` and `c`. */
export const TRANSFER_COLUMNS = Prisma.sql`t.journal_id::text AS journal, t.leg, t.code, t.asset, t.amount::text AS amount, t.chain_ref, t.at,
      (extract(epoch FROM t.at) * 1000000)::bigint::text AS micros,
      d.kind AS dk, d.scope AS ds, d.party AS dp, c.kind AS ck, c.scope AS cs, c.party AS cp`;

/** A position in the list: microseconds, journal, leg. */
const place = z.tuple([z.string(), z.string(), z.number()]);

/** The transfers that touch a scope, newest first. Errors: INVALID_CURSOR. */
export async function transfersOf(
  ctx: Ctx,
  scope: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<TransferView>> {
  const tag = tenantTag(ctx, "transfers", { scope });
  const from = cursorValues(ctx, tag, page.cursor, place);
  let after = Prisma.empty;
  if (from !== null) {
    const [at, journal, leg] = from;
    after = Prisma.sql`AND (t.at, t.journal_id, t.leg) < (to_timestamp(0) + ${at}::bigint * interval '1 microsecond', ${journal}::uuid, ${leg}::smallint)`;
  }
  const found = await reader(ctx).$queryRaw<TransferRow[]>`
    WITH mine AS MATERIALIZED (SELECT id FROM ledger.account WHERE tenant_id = ${ctx.actor.tenantId}::uuid AND scope = ${scope}),
    touched AS (
      SELECT t.* FROM mine JOIN ledger.transfer t ON t.debit = mine.id UNION SELECT t.* FROM mine JOIN ledger.transfer t ON t.credit = mine.id
    )
    SELECT ${TRANSFER_COLUMNS}
    FROM touched t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
    WHERE true ${after}
    ORDER BY t.at DESC, t.journal_id DESC, t.leg DESC LIMIT ${page.limit + 1}`;
  const { rows, meta } = cutBy(ctx, tag, found, page.limit, ({ micros, journal, leg }) => [micros, journal, leg]);
  return { data: rows.map(transferView), meta };
}

export function transferView(row: TransferRow): TransferView {
  return {
    journal: publicId("journal", row.journal),
    leg: row.leg,
    code: codeOf(row.code),
    debit: { kind: kindOf(row.dk), scope: row.ds, party: row.dp, asset: row.asset },
    credit: { kind: kindOf(row.ck), scope: row.cs, party: row.cp, asset: row.asset },
    asset: row.asset,
    amount: row.amount,
    chainRef: row.chain_ref,
    at: row.at.toISOString(),
  };
}

export interface Custody {
  /** What the ledger holds at each address; negative only if the ledger is wrong. */
  addresses: { address: string; asset: string; amount: bigint }[];
  trialBalance: TrialBalance[];
  /** Every deferred (house) account that held something when the books were closed, or was used since. */
  accounts: Account[];
}

/** What the ledger holds on chain per address: minus the balance of the custody account. Addresses long empty are left out. */
export async function custody(ctx: Ctx): Promise<Custody> {
  const accounts = await houseAccounts(ctx);
  const addresses = accounts
    .filter((account) => account.kind === "custody")
    .map(({ party, asset, balance }) => ({ address: party, asset, amount: -balance }));
  return { addresses, trialBalance: await trialBalance(ctx), accounts };
}

async function houseAccounts(ctx: Ctx): Promise<Account[]> {
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, ["ledger"]);
  const [closing] = await reader(ctx).$queryRaw<{ snapshot: string; held: string[] }[]>`
    SELECT c.snapshot, ARRAY(SELECT b.account_id::text FROM ledger.closing_balance b WHERE b.closing_id = c.id) AS held
    FROM ${newestClosing(ctx)} c`;
  if (!closing) return accountsOf(ctx, { kinds: DEFERRED_KINDS });
  const since = uncounted(closing.snapshot);
  const rows = await reader(ctx).$queryRaw<AccountRow[]>`
    WITH used AS (
      SELECT t.debit AS id FROM ledger.transfer t WHERE t.debit_seq IS NULL AND ${since}
      UNION SELECT t.credit FROM ledger.transfer t WHERE t.credit_seq IS NULL AND ${since}
      UNION SELECT unnest(${closing.held}::text[])::bigint
    )
    SELECT a.kind, a.scope, a.party, a.asset, ledger.balance_of(a.id)::text AS balance
    FROM ledger.account a WHERE a.id = ANY (ARRAY(SELECT used.id FROM used)) AND a.tenant_id = ${ctx.actor.tenantId}::uuid
    ORDER BY a.kind, a.asset, a.scope, a.party`;
  return rows.map(accountOf);
}

/** One asset's accounts. */
export interface TrialBalance {
  asset: string;
  /** Sum over every account: zero, always. */
  sum: bigint;
  /** The same by kind, in the chart's order, without kinds that have no account. */
  kinds: { kind: AccountKind; sum: bigint }[];
}

type SumRow = { asset: string; kind: number; sum: string };

/**
 * Sum of all balances per asset and kind: as the books were closed, and what was posted since. A closing counts floored accounts by their running
 * balance and house accounts by their transfers, so a lost update on either side shows as a difference. Without one, everything is read.
 */
export async function trialBalance(ctx: Ctx): Promise<TrialBalance[]> {
  const closed = await reader(ctx).$queryRaw<{ snapshot: string; sums: SumRow[] }[]>`
    SELECT c.snapshot, coalesce((SELECT jsonb_agg(jsonb_build_object('asset', s.asset, 'kind', s.kind, 'sum', s.sum::text))
      FROM ledger.closing_sum s WHERE s.closing_id = c.id), '[]') AS sums
    FROM ${newestClosing(ctx)} c`;
  const rows = closed[0] ? [...closed[0].sums, ...(await sumsSince(ctx, closed[0].snapshot))] : await allSums(ctx);
  const sums = new Map<string, Map<number, bigint>>();
  for (const { asset, kind, sum } of rows) {
    const kinds = sums.get(asset) ?? new Map<number, bigint>();
    sums.set(asset, kinds.set(kind, (kinds.get(kind) ?? 0n) + BigInt(sum)));
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, kinds]) => ({
      asset,
      sum: [...kinds.values()].reduce((total, sum) => total + sum, 0n),
      kinds: [...kinds].toSorted(([a], [b]) => a - b).map(([kind, sum]) => ({ kind: kindOf(kind), sum })),
    }));
}

function sumsSince(ctx: Ctx, snapshot: string): Promise<SumRow[]> {
  return reader(ctx).$queryRaw<SumRow[]>`
    WITH since AS MATERIALIZED (
      SELECT t.debit, t.credit, t.amount FROM ledger.transfer t WHERE t.tenant_id = ${ctx.actor.tenantId}::uuid AND ${uncounted(snapshot)}
    ), side AS (
      SELECT s.credit AS account, sum(s.amount) AS change FROM since s GROUP BY s.credit
      UNION ALL SELECT s.debit, -sum(s.amount) FROM since s GROUP BY s.debit
    )
    SELECT a.asset, a.kind, sum(side.change)::text AS sum FROM side JOIN ledger.account a ON a.id = side.account GROUP BY a.asset, a.kind`;
}

function allSums(ctx: Ctx): Promise<SumRow[]> {
  return reader(ctx).$queryRaw<SumRow[]>`
    SELECT a.asset, a.kind, sum(ledger.balance_of(a.id))::text AS sum
    FROM ledger.account a WHERE a.tenant_id = ${ctx.actor.tenantId}::uuid GROUP BY a.asset, a.kind`;
}
