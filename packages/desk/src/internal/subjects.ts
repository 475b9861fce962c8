import { MONEY_STATES, publicId, type SubjectKind, type SubjectRow } from "@amanat/contracts";
import { type Ctx, namesOf, Prisma, reader, type TxCtx } from "@amanat/db";
import type { SubjectFacts } from "../ports.ts";

/** What a row of the desk is made of. */
export type Subject = SubjectFacts & { readonly kind: SubjectKind; readonly changedAt: Date };

/** Writes rows as they are now. What one was found by before, it is found by for ever. */
export async function writeSubjects(tx: TxCtx, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length === 0) return;
  const rows = subjects.map(({ status, asset, amount, closedAt, keys = [], ...row }) => ({
    ...row,
    word: status,
    overSince: closedAt,
    assetId: asset,
    amount: amount.toString(),
    keys,
  }));
  await tx.tx.$executeRaw`
    INSERT INTO "DeskSubject" AS s
      ("kind", "id", "tenantId", "word", "title", "people", "assetId", "amount", "keys", "createdAt", "changedAt", "overSince", "v")
    SELECT "kind", "id", "tenantId", "word", "title", "people", "assetId", "amount", "keys", "createdAt", "changedAt", "overSince", search_vector("title", '')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("kind" text, "id" uuid, "tenantId" uuid, "word" text, "title" text, "people" uuid[],
      "assetId" text, "amount" numeric, "keys" text[], "createdAt" timestamptz, "changedAt" timestamptz, "overSince" timestamptz)
    ON CONFLICT ("kind", "id") DO UPDATE SET "word" = EXCLUDED."word", "title" = EXCLUDED."title", "people" = EXCLUDED."people",
      "assetId" = EXCLUDED."assetId", "amount" = EXCLUDED."amount", "overSince" = EXCLUDED."overSince", "v" = EXCLUDED."v",
      "changedAt" = greatest(s."changedAt", EXCLUDED."changedAt"),
      "keys" = ARRAY(SELECT DISTINCT k FROM unnest(s."keys" || EXCLUDED."keys") AS k ORDER BY k)`;
}

/** A row as it is read, with its deal's money beside it. */
export type FoundSubject = {
  kind: SubjectKind;
  id: string;
  word: string;
  title: string;
  people: string[];
  assetId: string;
  amount: string;
  createdAt: Date;
  changedAt: Date;
  since: Date | null;
} & Record<(typeof MONEY_STATES)[number], string | null>;

const MONEY = Prisma.raw(MONEY_STATES.map((state) => `m."${state}"::text AS "${state}"`).join(", "));

/** The columns of rows `s` and their money `m`. */
export const FOUND = Prisma.sql`s."kind", s."id"::text AS "id", s."word", s."title", s."people"::text[] AS "people", s."assetId", s."amount"::text AS "amount",
  s."createdAt", s."changedAt", m."since", ${MONEY}`;
export const WITH_MONEY = Prisma.sql`LEFT JOIN "DeskMoney" m ON m."scope" = s."id" AND m."assetId" = s."assetId" AND s."kind" = 'deal'`;

/** Rows as operators see them, with the names of their people. */
export async function viewSubjects(ctx: Ctx, rows: readonly FoundSubject[]): Promise<SubjectRow[]> {
  const names = await namesOf(
    ctx,
    rows.flatMap(({ people }) => people),
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: publicId(row.kind, row.id),
    title: row.title,
    status: row.word,
    people: row.people.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id: publicId("user", id), name }];
    }),
    asset: row.assetId,
    amount: row.amount,
    money: row.since === null ? null : (Object.fromEntries(MONEY_STATES.map((state) => [state, row[state] ?? "0"])) as SubjectRow["money"]),
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  }));
}

export const rowsFound = (ctx: Ctx, found: Prisma.Sql): Promise<FoundSubject[]> => reader(ctx).$queryRaw<FoundSubject[]>(found);

/** Forgets what a person's requests are called and found by, once they go; what became a deal is called as its terms. */
export function eraseSubjects(tx: TxCtx, userId: string): Promise<number> {
  return tx.tx.$executeRaw`
    UPDATE "DeskSubject" SET "title" = '', "v" = ''::tsvector
    WHERE "kind" = 'request' AND "people" @> ARRAY[${userId}::uuid] AND "title" <> ''`;
}
