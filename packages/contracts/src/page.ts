import * as z from "zod";
import { kind } from "./values/kinds.ts";
import { tokenSchema } from "./values/token.ts";
import { wholeSchema } from "./values/whole.ts";

/** A page request: an opaque signed cursor from the page before, and a size. */
export const pageInput = { cursor: tokenSchema({ min: 0, max: 600 }).optional(), limit: z.number().int().min(1).max(100).default(20) };

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    meta: z.object({ nextCursor: z.string().nullable(), hasMore: z.boolean() }),
  });
}

/** One page of a list. */
export type Page<Item> = { data: Item[]; meta: { nextCursor: string | null; hasMore: boolean } };

/** An instant on the wire: ISO 8601, UTC, `Z`. */
export const instant = kind("instant", z.iso.datetime());
/** An instant as input: a real date that the database can store. */
export const moment = instant.refine((text) => text >= "1970" && text < "3000");
export const version = wholeSchema;
/** The version in the answer of a version-checked write. */
export const acknowledged = z.object({ ok: z.literal(true) });
/** The input of a procedure without input. */
export const nothing = z.object({}).default({});
