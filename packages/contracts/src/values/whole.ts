import * as z from "zod";

/** The largest number our columns of whole numbers hold. What is larger would be refused by the database, as our fault. */
export const MOST_WHOLE = 2_147_483_647;

/** A count, a place or a version: never negative, and never more than its column holds. */
export const wholeSchema = z.number().int().min(0).max(MOST_WHOLE);
