import { ACCOUNT_KINDS } from "../admin/account-kinds.ts";
import { createSerializer, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** Where somebody stands in the books, as it stands in the address bar: an asset's kind of account, one account, and the time of its statement. */
export const ledgerFilter = {
  asset: parseAsString,
  kind: parseAsStringLiteral(ACCOUNT_KINDS),
  /** An account was chosen: a scope and a party may both be empty. */
  one: parseAsBoolean.withDefault(false),
  scope: parseAsString.withDefault(""),
  party: parseAsString.withDefault(""),
  from: parseAsString.withDefault(""),
  to: parseAsString.withDefault(""),
  at: parseAsString.withDefault(""),
  cursor: parseAsString,
};

const toQuery = createSerializer(ledgerFilter);
type Named = { asset: string; kind: (typeof ACCOUNT_KINDS)[number]; scope: string; party: string };

export const kindPath = ({ asset, kind }: Pick<Named, "asset" | "kind">): string => toQuery("/admin/ledger", { asset, kind });
export const accountPath = ({ asset, kind, scope, party }: Named): string =>
  toQuery("/admin/ledger", { asset, kind, one: true, scope, party });

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The beginning of a day in UTC, or of another where none is named. */
export const dayStart = (day: string, otherwise: string): string => `${DAY.test(day) ? day : otherwise}T00:00:00.000Z`;
/** The end of it. */
export const dayEnd = (day: string, otherwise: string): string => `${DAY.test(day) ? day : otherwise}T23:59:59.999Z`;
