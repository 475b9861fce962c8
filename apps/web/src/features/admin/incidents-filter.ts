import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const SHOWN_STATES = ["live", "open", "acknowledged", "closed"] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

/** The list's filters as they stand in the address bar. */
export const incidentsFilter = {
  state: parseAsStringLiteral(SHOWN_STATES).withDefault("live"),
  kind: parseAsString.withDefault(""),
  cursor: parseAsString,
};

/** `payout.no_transfer` as a key of messages. */
export const kindKey = <Kind extends string>(kind: Kind) =>
  kind.replace(".", "_") as Kind extends `${infer A}.${infer B}` ? `${A}_${B}` : Kind;
