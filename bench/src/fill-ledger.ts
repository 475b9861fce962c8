import { ACCOUNT_KINDS, type AccountKind, TRANSFER_CODES, type TransferCode } from "@amanat/contracts";
import { TENANT_ID } from "@amanat/db";
import type pg from "pg";
import { ASSET } from "./fill-market.ts";

/** A scope's transfers, and so many scopes in one commit: a block of the sealer holds whole transactions, of some 5,000 transfers. */
export const LEGS_EACH = 10;
const SCOPES_AT_ONCE = 500;

/** Scopes are as long as a deal's uuid; the last twelve digits count from here. */
export const scopeOf = (n: number): string => `0192f000-0000-7000-8000-${100_000_000_000 + n}`;
export const sellerOf = (n: number): string => `0192f000-0000-7000-9000-${100_000_000_000 + n}`;
const SCOPE = `'0192f000-0000-7000-8000-' || (100000000000 + i)`;
const SELLER = `'0192f000-0000-7000-9000-' || (100000000000 + i)`;
const ADDRESS = `'0xd' || lpad(to_hex(i), 39, '0')`;

/** Units that every scope still holds at the end: measured posts take from them. */
const LEFT = 1_000;

/** The four accounts of a scope: their sequence at the end and their balance then, in units. */
const ACCOUNTS = [
  { kind: "received", party: "''", seq: 2, left: 0 },
  { kind: "held", party: "''", seq: 5, left: LEFT },
  { kind: "releasable", party: SELLER, seq: 3, left: 0 },
  { kind: "payout_in_flight", party: SELLER, seq: 2, left: 0 },
] as const;
type Own = (typeof ACCOUNTS)[number]["kind"];
/** House accounts: the scope's deposit address, and two that everybody shares. */
type House = "deposit" | "wallet" | "fee";
type Side = readonly [account: Own, seq: number, after: number] | House;

/** One deal's money, from its deposit to the payout: two tranches released, each with its fee. */
const LEGS: readonly { code: TransferCode; units: number; debit: Side; credit: Side }[] = [
  { code: "deposit", units: LEFT + 200, debit: "deposit", credit: ["received", 1, LEFT + 200] },
  { code: "allocate", units: LEFT + 200, debit: ["received", 2, 0], credit: ["held", 1, LEFT + 200] },
  { code: "sweep", units: LEFT + 200, debit: "wallet", credit: "deposit" },
  { code: "release", units: 99, debit: ["held", 2, LEFT + 101], credit: ["releasable", 1, 99] },
  { code: "fee", units: 1, debit: ["held", 3, LEFT + 100], credit: "fee" },
  { code: "release", units: 99, debit: ["held", 4, LEFT + 1], credit: ["releasable", 2, 198] },
  { code: "fee", units: 1, debit: ["held", 5, LEFT], credit: "fee" },
  { code: "payout_start", units: 198, debit: ["releasable", 3, 0], credit: ["payout_in_flight", 1, 198] },
  { code: "payout_settle", units: 198, debit: ["payout_in_flight", 2, 0], credit: "wallet" },
  { code: "gas_cost", units: 1, debit: "fee", credit: "wallet" },
];

const kind = (name: AccountKind): number => ACCOUNT_KINDS.indexOf(name) + 1;
const code = (name: TransferCode): number => TRANSFER_CODES.indexOf(name) + 1;

/** Ids of a scope's accounts follow from its number; house accounts begin where the ledger's do, the two shared ones first. */
const FIRST_HOUSE = "4611686018427387904";
const HOUSE: Readonly<Record<House, { id: string; kind: AccountKind; party: string }>> = {
  wallet: { id: FIRST_HOUSE, kind: "custody", party: `'0x${"e".repeat(40)}'` },
  fee: { id: `${FIRST_HOUSE} + 1`, kind: "platform_fee", party: "''" },
  deposit: { id: `${FIRST_HOUSE} + 1 + i`, kind: "custody", party: ADDRESS },
};

/** A side as columns: id, sequence, balance after it, kind, scope and party. */
function columnsOf(side: Side): string {
  if (typeof side === "string") {
    const house = HOUSE[side];
    return `${house.id}, NULL::bigint, NULL::numeric, ${kind(house.kind)}, '', ${house.party}`;
  }
  const [name, seq, after] = side;
  const at = ACCOUNTS.findIndex((account) => account.kind === name);
  return `(i - 1) * ${ACCOUNTS.length} + ${at + 1}, ${seq}::bigint, ${after} * unit, ${kind(name)}, ${SCOPE}, ${ACCOUNTS[at]?.party}`;
}

const legs = LEGS.map(
  (leg, n) => `(${n}, ${code(leg.code)}::smallint, ${leg.units} * unit, ${columnsOf(leg.debit)}, ${columnsOf(leg.credit)})`,
).join(",\n    ");

/** Scopes from number $1 up to $2 of $3, the first the oldest, over a year. */
const TRANSFERS = `
  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, hash)
  SELECT l.journal, 1, l.d, l.dseq, l.dafter, l.c, l.cseq, l.cafter, '${TENANT_ID}', '${ASSET}', l.amount, l.code, 1, l.xid, l.at,
    ledger.content_hash(l.journal, 1::smallint, l.d, l.dseq, l.dafter, l.c, l.cseq, l.cafter, '${TENANT_ID}', '${ASSET}', l.amount, l.code,
      1, l.xid, l.at, NULL, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp)
  FROM (
    SELECT leg.*, uuidv7(made.began + leg.n * interval '10 minutes' - now()) AS journal, made.began + leg.n * interval '10 minutes' AS at,
      pg_current_xact_id()::text::bigint AS xid
    FROM (
      SELECT i::bigint AS i, (1 + i % 900) * 1000::numeric AS unit, now() - make_interval(secs => 86400.0 * (1 + 365.0 * ($3::int - i) / $3::int)) AS began
      FROM generate_series($1::int, $2::int) AS i
    ) made CROSS JOIN LATERAL (VALUES
    ${legs}
    ) AS leg (n, code, amount, d, dseq, dafter, dk, ds, dp, c, cseq, cafter, ck, cs, cp)
    ORDER BY at
  ) l`;

const own = ACCOUNTS.map(
  (account, at) => `(${at + 1}, ${kind(account.kind)}, ${account.party}, ${account.seq}, ${account.left} * (1 + i % 900) * 1000::numeric)`,
).join(", ");
/** The accounts of scopes $1 to $2, with the balances that their transfers leave. */
const OPENED = `
  WITH made AS (
    SELECT (i - 1) * ${ACCOUNTS.length} + a.n AS id, a.kind, ${SCOPE} AS scope, a.party, 0 AS mode, a.seq, a.amount
    FROM generate_series($1::bigint, $2::bigint) AS i CROSS JOIN LATERAL (VALUES ${own}) AS a (n, kind, party, seq, amount)
    UNION ALL
    SELECT ${HOUSE.deposit.id}, ${kind("custody")}, '', ${ADDRESS}, 1, 0, 0 FROM generate_series($1::bigint, $2::bigint) AS i
  ), opened AS (
    INSERT INTO ledger.account (id, tenant_id, asset, kind, scope, party, mode, floor)
    SELECT id, '${TENANT_ID}', '${ASSET}', kind, scope, party, mode, CASE mode WHEN 0 THEN 0 END FROM made
  )
  INSERT INTO ledger.balance (account_id, mode, floor, amount, seq) SELECT id, mode, CASE mode WHEN 0 THEN 0 END, amount, seq FROM made`;

/** The house accounts that all scopes share, and the numbers that accounts opened later go on from. */
const SHARED = `
  WITH opened AS (
    INSERT INTO ledger.account (id, tenant_id, asset, kind, party, mode)
    VALUES (${HOUSE.wallet.id}, '${TENANT_ID}', '${ASSET}', ${kind("custody")}, ${HOUSE.wallet.party}, 1),
      (${HOUSE.fee.id}, '${TENANT_ID}', '${ASSET}', ${kind("platform_fee")}, '', 1)
    RETURNING id
  )
  INSERT INTO ledger.balance (account_id, mode) SELECT id, 1 FROM opened`;

/** Transfers as a year of deals leaves them, sealed and rolled up. As the ledger's owner; a commit for every block of the sealer. */
export async function fillLedger(client: pg.Client, transfers: number, say: (line: string) => void): Promise<void> {
  const scopes = Math.ceil(transfers / LEGS_EACH);
  await client.query("SET ROLE amanat_ledger");
  await client.query(SHARED);
  for (let from = 1; from <= scopes; from += SCOPES_AT_ONCE) {
    const to = Math.min(scopes, from + SCOPES_AT_ONCE - 1);
    await client.query(OPENED, [from, to]);
    await client.query(TRANSFERS, [from, to, scopes]);
    if ((from - 1) % (SCOPES_AT_ONCE * 100) === 0) say(`filling: ${(from - 1) * LEGS_EACH} of ${transfers} transfers`);
  }
  await client.query(
    `SELECT setval('ledger.account_id_seq', $1), setval('ledger.system_account_id_seq', ${FIRST_HOUSE} + 1 + $2::bigint)`,
    [scopes * ACCOUNTS.length, scopes],
  );
  await client.query("RESET ROLE");
  await client.query("VACUUM (ANALYZE) ledger.transfer");
  for (let blocks = 0, more = true; more; blocks += 1) {
    const { rows } = await client.query<{ n: number }>("SELECT sealed_rows AS n FROM ledger.seal()");
    more = rows.length > 0;
    if (blocks % 200 === 0) say(`sealing: ${blocks} blocks`);
  }
  for (const id of [HOUSE.wallet.id, HOUSE.fee.id]) await client.query(`SELECT ledger.roll_up(${id})`);
}
