import { type Joined, joined } from "./joined.ts";
import { WORDS } from "./words.ts";

/** The kinds of ids, and the prefix of each outside the database. */
export const ID_PREFIX: { readonly tenant: "ten" } & Joined<typeof WORDS, "ids"> = { tenant: "ten", ...joined(WORDS, "ids") };

export type IdKind = keyof typeof ID_PREFIX;
