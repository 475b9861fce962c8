import { CATEGORIES, formatUnits, parseUnits, PRODUCT_TYPES, URGENCIES } from "@amanat/contracts";
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** The filters as they stand in the address; budgets as decimals, so that a shared link reads well. */
export const filterParsers = {
  q: parseAsString.withDefault(""),
  type: parseAsStringLiteral(PRODUCT_TYPES),
  category: parseAsStringLiteral(CATEGORIES),
  urgency: parseAsStringLiteral(URGENCIES),
  min: parseAsString.withDefault(""),
  max: parseAsString.withDefault(""),
  cursor: parseAsString.withDefault(""),
};

export const loadFilters = createLoader(filterParsers);
export const serializeFilters = createSerializer(filterParsers);
export type Filters = Awaited<ReturnType<typeof loadFilters>>;

/** Filters as the API's input; decimals become base units of an asset with `decimals`. What is no amount is left out. */
export function listInput(filters: Filters, decimals: number) {
  const min = parseUnits(filters.min, decimals)?.toString();
  const max = parseUnits(filters.max, decimals)?.toString();
  return {
    limit: 12,
    ...(filters.cursor === "" ? {} : { cursor: filters.cursor }),
    ...(filters.q.trim() === "" ? {} : { search: filters.q.trim().slice(0, 100) }),
    ...(filters.type === null ? {} : { productType: filters.type }),
    ...(filters.category === null ? {} : { category: filters.category }),
    ...(filters.urgency === null ? {} : { urgency: filters.urgency }),
    ...(min === undefined ? {} : { budgetAtLeast: min }),
    ...(max === undefined ? {} : { budgetAtMost: max }),
  };
}

/** The query of these filters without the cursor, for paging links. */
export function queryOf(filters: Filters): Record<string, string> {
  const { cursor: _cursor, ...rest } = filters;
  return Object.fromEntries(Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ""));
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(queryOf(filters)).length > 0;
}

/** Base units as the decimal the address carries. */
export function decimalOf(units: string, decimals: number): string {
  return /^\d+$/.test(units) ? formatUnits(BigInt(units), decimals) : "";
}
