import { HOLD_TERMS, type HoldTerm } from "@amanat/contracts";
import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const SHOWN = ["open", "mine", "unassigned", "over"] as const;
export type Shown = (typeof SHOWN)[number];

/** The desk's filters as they stand in the address bar. */
export const deskFilter = {
  show: parseAsStringLiteral(SHOWN).withDefault("open"),
  due: parseAsStringLiteral(HOLD_TERMS),
  search: parseAsString.withDefault(""),
  cursor: parseAsString,
};
export type DeskFilter = { show: Shown; due: HoldTerm | null; search: string };

/** The query those filters mean. */
export function deskInput({ show, due, search }: DeskFilter): { show: Shown; due?: HoldTerm; search?: string } {
  return { show, ...(due === null ? {} : { due }), ...(search === "" ? {} : { search: search.slice(0, 100) }) };
}
