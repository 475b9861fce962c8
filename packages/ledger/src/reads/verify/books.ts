import type { ClientBase } from "pg";
import type { Finding } from "./finding.ts";

/** One query; every row it returns is a finding. */
type Check = { check: Finding["check"]; title: string; sql: string };

/** The floored sides of every transfer. */
const TOUCH = `touch AS (
  SELECT debit AS account, debit_seq AS seq, debit_after AS after, -amount AS change, journal_id, leg FROM ledger.transfer WHERE debit_seq IS NOT NULL
  UNION ALL SELECT credit, credit_seq, credit_after, amount, journal_id, leg FROM ledger.transfer WHERE credit_seq IS NOT NULL
)`;
/** The sum of each account, from transfers alone. */
const REBUILT = `rebuilt AS (
  SELECT a.id AS account, coalesce(i.sum, 0) - coalesce(o.sum, 0) AS amount FROM ledger.account a
  LEFT JOIN (SELECT credit, sum(amount) AS sum FROM ledger.transfer GROUP BY 1) i ON i.credit = a.id
  LEFT JOIN (SELECT debit, sum(amount) AS sum FROM ledger.transfer GROUP BY 1) o ON o.debit = a.id
)`;

/** The invariants about sums and orders; `verify.ts` checks the hashes. */
export const CHECKS: readonly Check[] = [
  {
    check: "I1",
    title: "every asset's accounts sum to zero",
    sql: `SELECT a.asset AS subject, 'its accounts come to ' || sum(ledger.balance_of(a.id)) AS message
      FROM ledger.account a GROUP BY a.asset HAVING sum(ledger.balance_of(a.id)) <> 0`,
  },
  {
    check: "I2",
    title: "no balance was ever below its floor",
    sql: `WITH ${TOUCH} SELECT 'journal ' || t.journal_id || ' leg ' || t.leg AS subject, 'leaves account ' || t.account || ' at ' || t.after AS message
      FROM touch t JOIN ledger.account a ON a.id = t.account WHERE t.after < coalesce(a.floor, 0)`,
  },
  {
    check: "I3",
    title: "each account's sequence is gapless and its balances follow from each other",
    sql: `WITH ${TOUCH}, run AS (
        SELECT *, lag(seq, 1, 0::bigint) OVER w AS seq_before, lag(after, 1, 0::numeric) OVER w AS before
        FROM touch WINDOW w AS (PARTITION BY account ORDER BY seq)
      )
      SELECT 'journal ' || journal_id || ' leg ' || leg AS subject,
        'account ' || account || ': number ' || seq || ' after ' || seq_before || ', balance ' || after || ' after ' || before AS message
      FROM run WHERE seq <> seq_before + 1 OR after <> before + change ORDER BY account, seq`,
  },
  {
    check: "I4",
    title: "every balance row is the last running balance, or what was rolled up",
    sql: `WITH ${TOUCH}, last AS (SELECT DISTINCT ON (account) account, seq, after FROM touch ORDER BY account, seq DESC)
      SELECT 'balance of account ' || coalesce(a.id, b.account_id) AS subject,
        coalesce('says ' || b.amount || ' at ' || b.seq || ', the transfers say ' || coalesce(l.after, 0) || ' at ' || coalesce(l.seq, 0), 'is missing') AS message
      FROM ledger.account a FULL JOIN ledger.balance b ON b.account_id = a.id LEFT JOIN last l ON l.account = a.id
      WHERE a.id IS NULL OR b.account_id IS NULL OR a.mode <> b.mode OR a.floor IS DISTINCT FROM b.floor
        OR a.mode <> CASE WHEN a.kind IN (1, 10, 11, 12, 13, 15) THEN 1 ELSE 0 END OR (a.mode = 0 AND a.floor IS DISTINCT FROM 0)
        OR (a.mode = 0 AND (b.amount <> coalesce(l.after, 0) OR b.seq <> coalesce(l.seq, 0)))`,
  },
  {
    check: "I6",
    title: "every scope: funded = held + disputed + releasable + refundable + in flight + released + refunded + fees",
    sql: `WITH side AS (
        SELECT d.tenant_id, d.scope, t.asset, d.kind AS own, c.kind AS other, d.scope = c.scope AS inside, -t.amount AS change
        FROM ledger.transfer t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit WHERE d.scope <> '' AND d.kind BETWEEN 3 AND 7
        UNION ALL SELECT c.tenant_id, c.scope, t.asset, c.kind, d.kind, d.scope = c.scope, t.amount
        FROM ledger.transfer t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit WHERE c.scope <> '' AND c.kind BETWEEN 3 AND 7
      ), flow AS (
        SELECT tenant_id, scope, asset, sum(change) FILTER (WHERE other IN (2, 8, 9, 13, 14, 15)) AS funded, sum(-change) FILTER (WHERE other IN (1, 10, 11)) AS spent,
          sum(change) AS kept, bool_or(other = 12 OR (other BETWEEN 3 AND 7 AND NOT inside)) AS strange FROM side GROUP BY 1, 2, 3
      ), pot AS (
        SELECT a.tenant_id, a.scope, a.asset, sum(b.amount) AS amount FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
        WHERE a.scope <> '' AND a.kind BETWEEN 3 AND 7 GROUP BY 1, 2, 3
      )
      SELECT 'scope ' || p.scope AS subject, 'funded ' || coalesce(f.funded, 0) || ', spent ' || coalesce(f.spent, 0) || ', its pots hold ' || p.amount || ' of ' || p.asset AS message
      FROM pot p LEFT JOIN flow f USING (tenant_id, scope, asset)
      WHERE coalesce(f.funded, 0) - coalesce(f.spent, 0) <> p.amount OR coalesce(f.kept, 0) <> p.amount OR coalesce(f.strange, false)`,
  },
  {
    check: "I10",
    title: "transfers alone give back every balance",
    sql: `WITH ${REBUILT} SELECT 'balance of account ' || r.account AS subject, 'is ' || ledger.balance_of(r.account) || ', its transfers come to ' || r.amount AS message
      FROM rebuilt r WHERE ledger.balance_of(r.account) IS DISTINCT FROM r.amount`,
  },
];

/** Runs one check; returns a few findings at most, the first bad row first. */
export async function ask(client: ClientBase, { check, sql }: Check): Promise<Finding[]> {
  const { rows } = await client.query<{ subject: string; message: string }>(`SELECT * FROM (${sql}) AS found LIMIT 10`);
  return rows.map((row) => ({ check, ...row }));
}
