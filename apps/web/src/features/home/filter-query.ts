/** The filters as they stand in the address; nothing is chosen where there is no text. */
export type Asked = Readonly<Record<"type" | "category" | "urgency", string | null> & Record<"q" | "asset" | "min" | "max", string>>;

/** The query of these filters, without a place in the list. */
export function queryOf({ q, type, category, urgency, asset, min, max }: Asked): Record<string, string> {
  const asked = Object.entries({ q, type, category, urgency, asset, min, max });
  return Object.fromEntries(asked.filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ""));
}

export function isFiltered(filters: Asked): boolean {
  return Object.keys(queryOf(filters)).length > 0;
}
