import type { AccountKind, AccountView, Page, TransferView } from "@amanat/contracts";
import { publicId } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, Prisma, reader, settle, tenantTag } from "@amanat/db";
import * as z from "zod";
import { codeOf, DEFERRED_KINDS, kindNumber, kindOf } from "../internal/chart.ts";

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
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind), balance: BigInt(row.balance) }));
}

/** An account on the wire. */
export function accountView({ kind, scope, party, asset, balance }: Account): AccountView {
  return { kind, scope, party, asset, balance: balance.toString() };
}

type TransferRow = {
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
    SELECT t.journal_id::text AS journal, t.leg, t.code, t.asset, t.amount::text AS amount, t.chain_ref, t.at,
      (extract(epoch FROM t.at) * 1000000)::bigint::text AS micros,
      d.kind AS dk, d.scope AS ds, d.party AS dp, c.kind AS ck, c.scope AS cs, c.party AS cp
    FROM touched t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
    WHERE true ${after}
    ORDER BY t.at DESC, t.journal_id DESC, t.leg DESC LIMIT ${page.limit + 1}`;
  const { rows, meta } = cutBy(ctx, tag, found, page.limit, ({ micros, journal, leg }) => [micros, journal, leg]);
  return { data: rows.map(transferView), meta };
}

function transferView(row: TransferRow): TransferView {
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
  /** Every deferred (house) account. */
  accounts: Account[];
}

/** What the ledger holds on chain per address: minus the balance of the custody account. */
export async function custody(ctx: Ctx): Promise<Custody> {
  const accounts = await accountsOf(ctx, { kinds: DEFERRED_KINDS });
  const addresses = accounts
    .filter((account) => account.kind === "custody")
    .map(({ party, asset, balance }) => ({ address: party, asset, amount: -balance }));
  return { addresses, trialBalance: await trialBalance(ctx), accounts };
}

/** One asset's accounts. */
export interface TrialBalance {
  asset: string;
  /** Sum over every account: zero, always. */
  sum: bigint;
  /** The same by kind, in the chart's order, without kinds that have no account. */
  kinds: { kind: AccountKind; sum: bigint }[];
}

/**
 * Sum of all balances per asset and kind in one snapshot. Floored accounts count by their running balance and house accounts by their
 * transfers, so a lost update on either side shows as a difference.
 */
export async function trialBalance(ctx: Ctx): Promise<TrialBalance[]> {
  const rows = await reader(ctx).$queryRaw<{ asset: string; kind: number; sum: string }[]>`
    SELECT a.asset, a.kind, sum(ledger.balance_of(a.id))::text AS sum
    FROM ledger.account a WHERE a.tenant_id = ${ctx.actor.tenantId}::uuid GROUP BY a.asset, a.kind ORDER BY a.asset, a.kind`;
  const assets = new Map<string, TrialBalance>();
  for (const row of rows) {
    const asset = assets.get(row.asset) ?? { asset: row.asset, sum: 0n, kinds: [] };
    asset.sum += BigInt(row.sum);
    asset.kinds.push({ kind: kindOf(row.kind), sum: BigInt(row.sum) });
    assets.set(row.asset, asset);
  }
  return [...assets.values()];
}
