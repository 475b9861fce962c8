import { ID_PREFIX, type IdKind, type KeptKind } from "@amanat/contracts";
import type { Ctx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { rowsOf } from "./rows-of.ts";

/** A page of what is held about a person: JSON, a row a line; `next` is where the page after it begins, null at the end. */
export type HeldPage = { readonly lines: readonly string[]; readonly next: string | null };
/** One list of what is held about a person, in bounded pages. */
export type Held = (ctx: Ctx, userId: string, from: string | null) => Promise<HeldPage>;

/**
 * What a context holds about a person. A context without an answer does not compile, so that none is forgotten when somebody asks for what is
 * held about them, or goes.
 */
export type About =
  | {
      /** Why it is nothing. */
      readonly nothing: string;
    }
  | {
      /** By the name of its file in the person's archive. */
      readonly held: Readonly<Record<string, Held>>;
      /** One bounded pass over what goes with the person; how many rows it changed, and so 0 when nothing of it is left. */
      readonly erase: (ctx: Ctx, userId: string) => Promise<number>;
      /** What stays, and is named to the person before and after. */
      readonly keeps: readonly KeptKind[];
    };

/** Rows of a page. */
const PAGE = 500;

/** A list that one statement makes. It has an `id`, by which it is ordered; amounts are text in it. */
export function heldList(rows: (userId: string) => Prisma.Sql): Held {
  return async (ctx, userId, from) => {
    const found = await rowsOf<{ id: string; line: string }>(
      ctx,
      Prisma.sql`SELECT h."id"::text AS "id", to_jsonb(h)::text AS "line" FROM (${rows(userId)}) h
        WHERE ${from}::text IS NULL OR h."id"::text > ${from}::text ORDER BY h."id"::text LIMIT ${PAGE}`,
    );
    return { lines: found.map(({ line }) => line), next: found.length === PAGE ? (found.at(-1)?.id ?? null) : null };
  };
}

/** A column's id as it is called outside. */
export const publicIdIn = (kind: IdKind, column: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`${`${ID_PREFIX[kind]}_`}::text || replace(${column}::text, '-', '')`;

/** Of a context in which nothing goes with the person. */
export const nothingToErase = (): Promise<number> => Promise.resolve(0);
