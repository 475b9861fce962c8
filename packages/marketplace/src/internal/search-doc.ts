import { Prisma, type TxCtx } from "@amanat/db";
import { OPEN_REQUEST } from "../rules.ts";
import type { RequestRow } from "./rows.ts";

/** What a search may be narrowed to, by the names `SearchDoc.facets` has for it. */
export type Facets = {
  productType?: string | undefined;
  category?: string | undefined;
  urgency?: string | undefined;
  asset?: string | undefined;
};

/** Facets of a request as they are stored and looked up. Lists of the same names, so that none can be misspelled. */
export function facetsOf(facets: Facets): string[] {
  const given = Object.entries(facets).filter(([, value]) => value !== undefined);
  return ["kind=request", ...given.map(([name, value]) => `${name}=${String(value)}`)];
}

function isFound(row: RequestRow): boolean {
  return OPEN_REQUEST.some((status) => status === row.status) && row.deletedAt === null;
}

/**
 * Keeps what can be found in step with a request: in the transaction that writes it, a row appears when it opens and goes when
 * it closes. A change that keeps it open costs nothing, because what is searched in does not change.
 */
export async function keepFindable(tx: TxCtx, before: RequestRow | null, after: RequestRow): Promise<void> {
  const was = before !== null && isFound(before);
  if (was === isFound(after)) return;
  if (was) {
    await tx.tx.searchDoc.deleteMany({ where: { subjectId: after.id } });
    return;
  }
  const facets = facetsOf({ productType: after.productType, category: after.category, urgency: after.urgency, asset: after.assetId });
  await tx.tx.$executeRaw`
    INSERT INTO "SearchDoc" ("subjectId", "tenantId", "kind", "assetId", "priceMin", "priceMax", "facets", "createdAt", "v")
    VALUES (${after.id}::uuid, ${after.tenantId}::uuid, 'request', ${after.assetId}, ${after.budgetMin.toString()}::numeric,
      ${after.budgetMax.toString()}::numeric, ${facets}::text[], ${after.createdAt}, search_vector(${after.title}, ${after.description}))`;
}

/** How many of the newest rows a search reads before it asks the index of words instead. */
export const WALKED = 20_000;

/** Where a page begins, which facets and prices it is narrowed to, and the words; each may be missing. */
export type Question = {
  tenantId: string;
  from: { at: Date; id: string } | null;
  facets: Facets;
  /** Amounts are compared within their asset. */
  price?: { asset: string; atLeast?: string | undefined; atMost?: string | undefined } | undefined;
  words?: string | undefined;
};

function narrowing({ facets, price, words }: Question): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (Object.values(facets).some((value) => value !== undefined)) conditions.push(Prisma.sql`d."facets" @> ${facetsOf(facets)}::text[]`);
  if (price !== undefined) {
    const { asset, atLeast = null, atMost = null } = price;
    conditions.push(Prisma.sql`d."assetId" = ${asset}`);
    if (atLeast !== null) conditions.push(Prisma.sql`(d."assetId" = ${asset} AND d."priceMax" >= ${atLeast}::numeric)`);
    if (atMost !== null) conditions.push(Prisma.sql`(d."assetId" = ${asset} AND d."priceMin" <= ${atMost}::numeric)`);
  }
  // Last: the words are the dearest to compare. None that can be searched for is NULL, which finds nothing.
  if (words !== undefined) conditions.push(Prisma.sql`d."v" @@ search_query(${words})`);
  return conditions;
}

function place({ tenantId, from }: Question): Prisma.Sql {
  const tenant = Prisma.sql`d."tenantId" = ${tenantId}::uuid AND d."kind" = 'request'`;
  if (from === null) return tenant;
  return Prisma.sql`${tenant} AND d."createdAt" <= ${from.at} AND (d."createdAt" < ${from.at} OR d."subjectId" > ${from.id}::uuid)`;
}

/** Whether the index can find what the walk did not: a question that narrows nothing has been answered by walking. */
export function narrows(question: Question): boolean {
  return narrowing(question).length > 0;
}

const newest = Prisma.sql`ORDER BY d."createdAt" DESC, d."subjectId"`;

/**
 * The newest that fit, among the newest `WALKED` rows after the place. The bound stands inside, so that nothing a caller asks
 * for reads more; the order is the index's, so that a common word ends it at once.
 */
export function walk(question: Question, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT d."subjectId", d."createdAt" FROM (
      SELECT * FROM "SearchDoc" d WHERE ${place(question)} ${newest} LIMIT ${WALKED}
    ) d WHERE ${Prisma.join([Prisma.sql`true`, ...narrowing(question)], " AND ")} ${newest} LIMIT ${limit}`;
}

/**
 * All that fit, by the index of facets and words, and the newest of them. Materialised, because a planner that takes a word
 * for common walks the whole table for one that only old rows hold. For a transaction of its own (`byIndexOnly`).
 */
export function lookUp(question: Question, limit: number): Prisma.Sql {
  return Prisma.sql`
    WITH hits AS MATERIALIZED (
      SELECT d."subjectId", d."createdAt", d."tenantId", d."kind" FROM "SearchDoc" d
      WHERE ${Prisma.join([Prisma.sql`d."facets" @> ${facetsOf(question.facets)}::text[]`, ...narrowing(question)], " AND ")}
    )
    SELECT d."subjectId", d."createdAt" FROM hits d WHERE ${place(question)} ${newest} LIMIT ${limit}`;
}
