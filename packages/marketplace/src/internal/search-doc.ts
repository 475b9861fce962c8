import { Prisma, type TxCtx, writeLast } from "@amanat/db";
import { OPEN_REQUEST } from "../rules.ts";
import type { RequestRow } from "./rows.ts";

/** The filters of a search, by their names in `SearchDoc.facets`. */
export type Facets = {
  productType?: string | undefined;
  category?: string | undefined;
  urgency?: string | undefined;
  asset?: string | undefined;
};

/** A request's facets, as stored and as looked up. Both are typed by the same names. */
export function facetsOf(facets: Facets): string[] {
  const given = Object.entries(facets).filter(([, value]) => value !== undefined);
  return ["kind=request", ...given.map(([name, value]) => `${name}=${String(value)}`)];
}

function isFound(row: RequestRow): boolean {
  return OPEN_REQUEST.some((status) => status === row.status) && row.deletedAt === null;
}

/**
 * Keeps the search table in step with a request, at the end of the transaction that writes it: a row is added when it opens and removed when it closes.
 * Other changes cost nothing, because the searched text does not change.
 */
export function keepFindable(tx: TxCtx, before: RequestRow | null, after: RequestRow): void {
  const was = before !== null && isFound(before);
  if (was === isFound(after)) return;
  const part = was ? unlisted(after) : listed(after);
  writeLast(tx, `found ${after.id}`, { sql: (n) => Prisma.sql`${Prisma.raw(`found_${n}`)} AS (${part})` });
}

const unlisted = ({ id }: RequestRow): Prisma.Sql => Prisma.sql`DELETE FROM "SearchDoc" WHERE "subjectId" = ${id}::uuid`;

function listed(after: RequestRow): Prisma.Sql {
  const facets = facetsOf({ productType: after.productType, category: after.category, urgency: after.urgency, asset: after.assetId });
  return Prisma.sql`
    INSERT INTO "SearchDoc" ("subjectId", "tenantId", "kind", "assetId", "priceMin", "priceMax", "facets", "createdAt", "v")
    VALUES (${after.id}::uuid, ${after.tenantId}::uuid, 'request', ${after.assetId}, ${after.budgetMin.toString()}::numeric,
      ${after.budgetMax.toString()}::numeric, ${facets}::text[], ${after.createdAt}, search_vector(${after.title}, ${after.description}))`;
}

/** How many of the newest rows a search scans before it uses the word index. */
export const WALKED = 20_000;

/** Start position, facets, prices and words of a search; each may be missing. */
export type Question = {
  tenantId: string;
  from: { at: Date; id: string } | null;
  facets: Facets;
  /** Amounts are compared within their asset. */
  price?: { asset: string; atLeast?: string | undefined; atMost?: string | undefined } | undefined;
  words?: string | undefined;
};

/** In a prepared statement the function would be called for each row; a subquery is answered once. */
const askedOnce = (words: string): Prisma.Sql => Prisma.sql`(SELECT search_query(${words}))`;
/** The planner sees the words, and chooses the index by how common they are. */
const askedPlainly = (words: string): Prisma.Sql => Prisma.sql`search_query(${words})`;

/** A prepared statement does not know its values; of a limit that it does not know it fears the worst. */
const rowLimit = (rows: number): Prisma.Sql => Prisma.raw(`LIMIT ${rows}`);

/** `query`: how the words are asked for. */
function narrowing({ facets, price, words }: Question, query: (words: string) => Prisma.Sql): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (Object.values(facets).some((value) => value !== undefined)) conditions.push(Prisma.sql`d."facets" @> ${facetsOf(facets)}::text[]`);
  if (price !== undefined) {
    const { asset, atLeast = null, atMost = null } = price;
    conditions.push(Prisma.sql`d."assetId" = ${asset}`);
    if (atLeast !== null) conditions.push(Prisma.sql`(d."assetId" = ${asset} AND d."priceMax" >= ${atLeast}::numeric)`);
    if (atMost !== null) conditions.push(Prisma.sql`(d."assetId" = ${asset} AND d."priceMin" <= ${atMost}::numeric)`);
  }
  // Last, because comparing words is the most expensive. A query without searchable words is NULL and finds nothing.
  if (words !== undefined) conditions.push(Prisma.sql`d."v" @@ ${query(words)}`);
  return conditions;
}

function place({ tenantId, from }: Question): Prisma.Sql {
  const tenant = Prisma.sql`d."tenantId" = ${tenantId}::uuid AND d."kind" = 'request'`;
  if (from === null) return tenant;
  return Prisma.sql`${tenant} AND d."createdAt" <= ${from.at} AND (d."createdAt" < ${from.at} OR d."subjectId" > ${from.id}::uuid)`;
}

/** Whether the index can find more than the scan did. Without any filter the scan has found everything. */
export function narrows(question: Question): boolean {
  return narrowing(question, askedOnce).length > 0;
}

const newest = Prisma.sql`ORDER BY d."createdAt" DESC, d."subjectId"`;

/**
 * The newest matches among the newest `WALKED` rows after the position. The limit is inside, so that no input can make it read more; the order
 * is the index's, so that a common word ends it early.
 */
export function walk(question: Question, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT d."subjectId", d."createdAt" FROM (
      SELECT * FROM "SearchDoc" d WHERE ${place(question)} ${newest} ${rowLimit(WALKED)}
    ) d WHERE ${Prisma.join([Prisma.sql`true`, ...narrowing(question, askedOnce)], " AND ")} ${newest} ${rowLimit(limit)}`;
}

/**
 * All matches by the index of facets and words, and the newest of them. Materialised: a planner that takes a word for common would scan the
 * whole table for one that only old rows have. Runs in its own transaction (`byIndexOnly`).
 */
export function lookUp(question: Question, limit: number): Prisma.Sql {
  return Prisma.sql`
    WITH hits AS MATERIALIZED (
      SELECT d."subjectId", d."createdAt", d."tenantId", d."kind" FROM "SearchDoc" d
      WHERE ${Prisma.join([Prisma.sql`d."facets" @> ${facetsOf(question.facets)}::text[]`, ...narrowing(question, askedPlainly)], " AND ")}
    )
    SELECT d."subjectId", d."createdAt" FROM hits d WHERE ${place(question)} ${newest} LIMIT ${limit}`;
}
