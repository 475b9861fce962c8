import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const SHOWN = ["open", "mine", "unassigned", "over"] as const;
export type Shown = (typeof SHOWN)[number];

/** The desk's filters as they stand in the address bar. */
export const deskFilter = { show: parseAsStringLiteral(SHOWN).withDefault("open"), cursor: parseAsString };

const PAGE = 20;

/** The query those filters mean. */
export function deskInput({ show, cursor }: { show: Shown; cursor: string | null }): { limit: number; show: Shown; cursor?: string } {
  return { limit: PAGE, show, ...(cursor === null ? {} : { cursor }) };
}
