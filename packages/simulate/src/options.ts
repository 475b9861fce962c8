import { parseArgs } from "node:util";

const USAGE = "npm run simulate -- [--seed N] [--deals N] [--lived N] [--hours H] [--json]";

/** What `npm run simulate` is asked for. */
export type Options = {
  seed: number;
  deals: number;
  /** How many of them people live through every verb; the others happen in the ledger alone, which is some twenty times faster. */
  lived: number;
  hours: number;
  json: boolean;
};

/** One deal in so many is lived, unless the command line says otherwise. */
const LIVED_ONE_IN = 40;

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}" (${USAGE})`);
  return value;
}

/** Reads the command line. Throws one line that says what a wrong value has to be. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      deals: { type: "string", default: "1000" },
      lived: { type: "string" },
      hours: { type: "string", default: "0" },
      json: { type: "boolean", default: false },
    },
  });
  const deals = whole("deals", values.deals, 1, 1_000_000);
  return {
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : whole("seed", values.seed, 0, 2 ** 31 - 1),
    deals,
    lived: values.lived === undefined ? Math.ceil(deals / LIVED_ONE_IN) : whole("lived", values.lived, 0, deals),
    hours: whole("hours", values.hours, 0, 1_000),
    json: values.json,
  };
}
