import { CATEGORIES, PRODUCT_TYPES, URGENCIES } from "@amanat/contracts";
import { TENANT_ID } from "@amanat/db";
import type pg from "pg";

/** The asset everything is priced in. */
export const ASSET = "eip155:31337/erc20:0x5fbdb2315678afecb367f032d93f642f64180aa3";

/** Rows of one commit. */
const AT_ONCE = 5_000;
/** People who ask, one for so many requests. */
const REQUESTS_EACH = 20;

/** Words of the descriptions, the first ones in every twentieth request, the last ones in few. */
export const WORDS = {
  often: ["دوربین", "laptop", "ترجمه", "design"],
  seldom: ["سه‌تار", "sextant", "کاتالیزور", "theodolite"],
} as const;
const SELDOM_IN = 4_000;

const listOf = (words: readonly string[]): string => `ARRAY[${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(",")}]`;
const pick = (words: readonly string[], by: string): string => `(${listOf(words)})[1 + (${by}) % ${words.length}]`;

const PEOPLE = `
  INSERT INTO "User" ("id", "tenantId", "email", "emailVerifiedAt", "name", "locale", "roles")
  SELECT uuidv7(make_interval(secs => -n)), '${TENANT_ID}', 'person' || n || '@bench.test', now(),
    ${pick(["مریم احمدی", "رضا کریمی", "Sara Nouri", "امیر حسینی", "Linh Tran", "زهرا موسوی", "Omar Haddad"], "n")} || ' ' || n, 'fa', ARRAY['buyer', 'seller']::"UserRole"[]
  FROM generate_series(1, $1::int) AS n`;
const TALLIES = `
  INSERT INTO "DealTally" ("userId", "completed")
  SELECT "id", (abs(hashtext("id"::text)) % 90) + 1 FROM "User" WHERE "email" LIKE '%@bench.test' AND hashtext("id"::text) % 3 = 0`;

/** Requests from number $1 up to $2 of $3, the first of them the newest, over 29 days; by the people of $4. */
const REQUESTS = `
  WITH made AS (
    SELECT n, date_trunc('milliseconds', now() - make_interval(secs => n * 29 * 86400.0 / $3::int)) AS at FROM generate_series($1::int, $2::int) AS n
  ), told AS (
    SELECT made.*, uuidv7(at - now()) AS id, ($4::uuid[])[1 + (n::bigint * 7919) % cardinality($4::uuid[])] AS buyer,
      ${pick(PRODUCT_TYPES, "n * 3 / 2")} AS type, ${pick(CATEGORIES, "n * 7 / 3")} AS category, ${pick(URGENCIES, "n / 5")} AS urgency,
      'درخواست ' || n || ': ' || ${pick(["گوشی موبایل نو", "a used bicycle", "کتاب‌های دانشگاهی", "a logo for a shop", "مشاوره حقوقی", "spare parts"], "n / 3")} AS title,
      'خریدار این را سالم و با ضمانت می‌خواهد و هزینهٔ ارسال را می‌پردازد. Please quote a price and the days you need; photographs are welcome. شماره '
        || (n * 31) || CASE WHEN n % 5 = 0 THEN ' ' || ${pick(WORDS.often, "n / 5")} ELSE '' END
        || CASE WHEN n % ${SELDOM_IN} = 1 THEN ' ' || ${pick(WORDS.seldom, `n / ${SELDOM_IN}`)} ELSE '' END AS description,
      (1 + n % 900) * 1000000::numeric AS low, n % 4 AS offers
    FROM made
  ), asked AS (
    INSERT INTO "Request" ("id", "tenantId", "buyerId", "title", "description", "productType", "category", "assetId", "budgetMin", "budgetMax",
      "urgency", "delivery", "status", "expiresAt", "createdAt")
    SELECT id, '${TENANT_ID}', buyer, title, description, type::"ProductType", category, '${ASSET}', low, low * 2, urgency::"Urgency",
      CASE WHEN type = 'physical_product' THEN '{"mode":"physical","country":"ایران","city":"اصفهان","address":"خیابان چهارباغ ۱۲","postalCode":"8133715516"}'::jsonb
        ELSE '{"mode":"online","channel":"e-mail"}'::jsonb END,
      'active', now() + interval '1 year', at
    FROM told
  )
  INSERT INTO "SearchDoc" ("subjectId", "tenantId", "kind", "assetId", "priceMin", "priceMax", "facets", "createdAt", "v")
  SELECT id, '${TENANT_ID}', 'request', '${ASSET}', low, low * 2,
    ARRAY['kind=request', 'productType=' || type, 'category=' || category, 'urgency=' || urgency, 'asset=${ASSET}'], at, search_vector(title, description)
  FROM told`;

/** People and open requests as if a market had run for a month. As the superuser; commits every few thousand rows. */
export async function fillMarket(client: pg.Client, requests: number, say: (line: string) => void): Promise<void> {
  const people = Math.max(100, Math.ceil(requests / REQUESTS_EACH));
  await client.query(
    `INSERT INTO "Asset" ("id", "chain", "chainName", "token", "symbol", "name", "decimals")
     VALUES ($1, 'eip155:31337', 'Local', '0x5fbdb2315678afecb367f032d93f642f64180aa3', 'USDT', 'Test dollar', 6)`,
    [ASSET],
  );
  await client.query(PEOPLE, [people]);
  await client.query(TALLIES);
  const { rows } = await client.query<{ ids: string[] }>(`SELECT array_agg("id"::text ORDER BY "id") AS ids FROM "User"`);
  const ids = rows[0]?.ids ?? [];
  for (let from = 1; from <= requests; from += AT_ONCE) {
    await client.query(REQUESTS, [from, Math.min(requests, from + AT_ONCE - 1), requests, ids]);
    if ((from - 1) % (AT_ONCE * 20) === 0) say(`filling: ${from - 1} of ${requests} requests`);
  }
}
