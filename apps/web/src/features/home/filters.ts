import { CATEGORIES, parseUnits, PRODUCT_TYPES, URGENCIES } from "@amanat/contracts";
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** The filters as they stand in the address; budgets as decimals, so that a shared link reads well. */
export const filterParsers = {
  q: parseAsString.withDefault(""),
  type: parseAsStringLiteral(PRODUCT_TYPES),
  category: parseAsStringLiteral(CATEGORIES),
  urgency: parseAsStringLiteral(URGENCIES),
  asset: parseAsString.withDefault(""),
  min: parseAsString.withDefault(""),
  max: parseAsString.withDefault(""),
  cursor: parseAsString.withDefault(""),
};

export const loadFilters = createLoader(filterParsers);
export const serializeFilters = createSerializer(filterParsers);
export type Filters = Awaited<ReturnType<typeof loadFilters>>;

type Unit = { id: string; decimals: number };

/** The asset a budget is asked for in: the one chosen, else the first there is. Null when it is none that we know. */
export function assetOf<Asset extends Unit>(filters: Pick<Filters, "asset">, assets: readonly Asset[]): Asset | null {
  return (filters.asset === "" ? assets[0] : assets.find(({ id }) => id === filters.asset)) ?? null;
}

function budgetOf(filters: Filters, assets: readonly Unit[]) {
  const asset = assetOf(filters, assets);
  if (asset === null) return {};
  const atLeast = parseUnits(filters.min, asset.decimals)?.toString();
  const atMost = parseUnits(filters.max, asset.decimals)?.toString();
  if (filters.asset === "" && atLeast === undefined && atMost === undefined) return {};
  return {
    budget: { asset: asset.id, ...(atLeast === undefined ? {} : { atLeast }), ...(atMost === undefined ? {} : { atMost }) },
  };
}

/** Filters as the API's input; decimals become base units of their asset. What is no amount is left out. */
export function listInput(filters: Filters, assets: readonly Unit[]) {
  return {
    limit: 12,
    ...(filters.cursor === "" ? {} : { cursor: filters.cursor }),
    ...(filters.q.trim() === "" ? {} : { search: filters.q.trim().slice(0, 100) }),
    ...(filters.type === null ? {} : { productType: filters.type }),
    ...(filters.category === null ? {} : { category: filters.category }),
    ...(filters.urgency === null ? {} : { urgency: filters.urgency }),
    ...budgetOf(filters, assets),
  };
}
