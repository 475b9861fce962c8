import * as z from "zod";

/** The largest number of an integer column. A larger one would be a database error, and so our fault. */
export const MOST_WHOLE = 2_147_483_647;

/** A count, position or version: not negative, and no larger than its column. */
export const wholeSchema = z.number().int().min(0).max(MOST_WHOLE);
