import { COUNTED, MONEY_STATES } from "@amanat/contracts";
import { TENANT_ID } from "@amanat/db";
import type pg from "pg";
import { ASSET } from "./fill-market.ts";

/** The summaries are of so many days. */
const DAYS = 400;
/** Rows of one commit. */
const AT_ONCE = 50_000;

/** Of four rows one is a payout that settled within a day; of fifty deals one has money here. */
const SUBJECTS = `
  WITH made AS MATERIALIZED (
    SELECT n, uuidv7() AS id, now() - (n % ${DAYS}) * interval '1 day' - make_interval(secs => n % 86400) AS at, n % 4 = 0 AS payout
    FROM generate_series($1::int, $2::int) n
  ), told AS (
    INSERT INTO "DeskSubject"
      ("kind", "id", "tenantId", "word", "title", "people", "assetId", "amount", "keys", "createdAt", "changedAt", "overSince", "v")
    SELECT CASE WHEN payout THEN 'payout' ELSE 'deal' END, id, '${TENANT_ID}',
      CASE WHEN payout THEN 'settled' WHEN n % 50 = 1 THEN 'processing' ELSE 'completed' END, 'A camera ' || n, '{}', '${ASSET}', 1000, '{}', at, at,
      CASE WHEN payout THEN at + make_interval(secs => n % 86400) END, search_vector('A camera ' || n, '')
    FROM made
  )
  INSERT INTO "DeskMoney" ("scope", "assetId", "tenantId", "since", ${MONEY_STATES.map((state) => `"${state}"`).join(", ")})
  SELECT id, '${ASSET}', '${TENANT_ID}', at, ${MONEY_STATES.map((_, n) => (n === 0 ? "CASE WHEN n % 50 = 1 THEN 1000 ELSE 0 END" : "0")).join(", ")}
  FROM made WHERE NOT payout`;

const SUMS = [
  `INSERT INTO "DeskMoneyDay" ("tenantId", "assetId", "day", ${MONEY_STATES.map((state) => `"${state}"`).join(", ")})
   SELECT "tenantId", "assetId", ("since" AT TIME ZONE 'UTC')::date, ${MONEY_STATES.map((state) => `sum("${state}")`).join(", ")}
   FROM "DeskMoney" GROUP BY 1, 2, 3 HAVING ${MONEY_STATES.map((state) => `sum("${state}")`).join(" + ")} > 0`,
  `INSERT INTO "DeskDay" ("tenantId", "day", "name", "count")
   SELECT '${TENANT_ID}', ((now() AT TIME ZONE 'UTC')::date - n), name, 1 + n
   FROM generate_series(0, ${DAYS}) n, unnest(ARRAY[${COUNTED.map((name) => `'${name}'`).join(", ")}]) AS name`,
];

/** What the operator's desk keeps of so many deals and payouts, over some four hundred days. As the superuser; commits every few thousand rows. */
export async function fillDesk(client: pg.Client, rows: number, say: (line: string) => void): Promise<void> {
  for (let from = 1; from <= rows; from += AT_ONCE) {
    await client.query(SUBJECTS, [from, Math.min(rows, from + AT_ONCE - 1)]);
    if ((from - 1) % (AT_ONCE * 4) === 0) say(`filling: ${from - 1} of ${rows} rows of the desk`);
  }
  for (const sum of SUMS) await client.query(sum);
}
