import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { ROLE_ORDER } from "./roles.ts";

/** The list's filters as they stand in the address bar. */
export const peopleFilter = {
  search: parseAsString.withDefault(""),
  role: parseAsStringLiteral(["all", ...ROLE_ORDER]).withDefault("all"),
  cursor: parseAsString,
};
