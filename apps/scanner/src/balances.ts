import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import { rowsOf } from "./sql.ts";
import type { Target } from "./targets.ts";

/** An address's balance of a token on chain, and the transfers we know of that should explain it. Amounts in base units. */
export type Holding = {
  targetId: string;
  address: string;
  token: string;
  /** After this block. */
  block: number;
  balance: bigint;
  /** The sum of what was observed to come, up to that block. */
  observed: bigint;
  /** The sum of transfers out of the address, read up to block `sentTo`. They are read only when the balance is not explained. */
  sent: bigint;
  sentTo: number;
  /** The balance before the address was watched. Zero for a payment's own address, which is new; a wallet's past is not read. */
  before: bigint;
};

/** A holding, and whether what came and went explains the balance. */
export type Audit = Holding & { agrees: boolean };

export const explained = ({ balance, observed, sent, before }: Holding): boolean => before + observed - sent === balance;

const keyOf = (address: string, token: string): string => `${address}/${token}`;

const sumRow = z.object({ recipient: z.string(), asset: z.string(), amount: z.string() });

/** The sum of what was observed at each address of each token, up to a block, by `address/token`. */
async function observedAt(db: Pool, chain: string, addresses: readonly string[], to: number): Promise<Map<string, bigint>> {
  const sums = await db.query(
    `select recipient, token as asset, sum(amount)::text as amount from scanner.observed_transfer
     where chain = $1 and recipient = any($2::text[]) and status <> 'orphaned' and block_number <= $3 group by recipient, asset`,
    [chain, addresses, to],
  );
  return new Map(rowsOf(sumRow, sums).map((row) => [keyOf(row.recipient, row.asset), BigInt(row.amount)]));
}

const auditRow = z.object({ target_id: z.string(), token: z.string(), sent: z.string(), sent_to: z.number(), before: z.string() });

/** Adds to each balance that a node told the transfers we observed, and what the audit before this one found. */
export async function holdingsOf(
  db: Pool,
  chain: string,
  block: number,
  told: readonly { target: Target; token: string; balance: bigint }[],
): Promise<Holding[]> {
  const [observed, earlier] = await Promise.all([
    observedAt(db, chain, [...new Set(told.map(({ target }) => target.depositAddress))], block),
    db.query(
      `select target_id, token, sent::text as sent, sent_to, before::text as before from scanner.balance_audit
       where chain = $1 and target_id = any($2::text[])`,
      [chain, [...new Set(told.map(({ target }) => target.id))]],
    ),
  ]);
  const audited = new Map(rowsOf(auditRow, earlier).map((row) => [keyOf(row.target_id, row.token), row]));
  return told.map(({ target, token, balance }): Holding => {
    const seen = observed.get(keyOf(target.depositAddress, token)) ?? 0n;
    const known = audited.get(keyOf(target.id, token));
    // A payment's address is made for it and has no past; a wallet may.
    const first = target.referenceHash === null ? balance - seen : 0n;
    return {
      targetId: target.id,
      address: target.depositAddress,
      token,
      block,
      balance,
      observed: seen,
      sent: BigInt(known?.sent ?? 0),
      sentTo: known?.sent_to ?? (target.referenceHash === null ? block : target.fromBlock - 1),
      before: known === undefined ? first : BigInt(known.before),
    };
  });
}

/** The same holdings with what is observed by now. */
export async function withObserved(db: Pool, chain: string, holdings: readonly Holding[]): Promise<Holding[]> {
  const [first] = holdings;
  if (first === undefined) return [];
  const sums = await observedAt(db, chain, [...new Set(holdings.map(({ address }) => address))], first.block);
  return holdings.map((holding) => ({ ...holding, observed: sums.get(keyOf(holding.address, holding.token)) ?? 0n }));
}

/** Stores what an audit found, and when each of its targets was looked at. */
export async function storeAudit(
  client: PoolClient,
  chain: string,
  targets: readonly Target[],
  holdings: readonly Audit[],
  now: Date,
): Promise<void> {
  const column = (of: (holding: Audit) => string | number) => holdings.map(of);
  await client.query(
    `insert into scanner.balance_audit (chain, target_id, token, block_number, balance, observed, sent, sent_to, before, status, at)
     select $1, told.*, $11 from unnest($2::text[], $3::text[], $4::int[], $5::numeric[], $6::numeric[], $7::numeric[], $8::int[], $9::numeric[], $10::text[]) as told
     on conflict (chain, target_id, token) do update set block_number = excluded.block_number, balance = excluded.balance,
       observed = excluded.observed, sent = excluded.sent, sent_to = excluded.sent_to, status = excluded.status, at = excluded.at
       where balance_audit.status in ('agrees', 'drifts')`,
    [
      chain,
      column(({ targetId }) => targetId),
      column(({ token }) => token),
      column(({ block }) => block),
      column(({ balance }) => String(balance)),
      column(({ observed }) => String(observed)),
      column(({ sent }) => String(sent)),
      column(({ sentTo }) => sentTo),
      column(({ before }) => String(before)),
      column(({ agrees }) => (agrees ? "agrees" : "drifts")),
      now,
    ],
  );
  await client.query("update scanner.watch_target set audited_at = $2 where id = any($1::text[])", [targets.map(({ id }) => id), now]);
}

/** How many balances are not explained by what was seen to come and go. */
export async function driftsOf(db: Pool, chain: string): Promise<number> {
  const rows = rowsOf(
    z.object({ n: z.number() }),
    await db.query("select count(*)::int as n from scanner.balance_audit where chain = $1 and status = 'drifts'", [chain]),
  );
  return rows[0]?.n ?? 0;
}
