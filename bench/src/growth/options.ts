import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";
import type { Sizes } from "../filled.ts";

type Grown = Required<Omit<Sizes, "desk">>;

export type GrowthOptions = {
  json: boolean;
  rounds: number;
  /** Of one turn. */
  seconds: number;
  /** Rows at the beginning, and after years. */
  small: Grown;
  large: Grown;
};

export const USAGE = "npm run bench -- growth [--json] [--rounds N] [--seconds N] [--small N] [--large N]";

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BenchError(`--${name} takes a whole number from 1 on, not "${text}" (${USAGE})`);
  return value;
}

function some(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new BenchError(`--${name} takes a number above 0, not "${text}" (${USAGE})`);
  return value;
}

/** Transfers for one request, after years: people pay more often than they ask. */
const TRANSFERS_EACH = 10;

const text = (value: string) => ({ type: "string", default: value }) as const;
const OPTIONS = {
  json: { type: "boolean", default: false },
  rounds: text("5"),
  seconds: text("3"),
  small: text("10000"),
  large: text("1000000"),
} as const;

/** Reads the command line. Throws one plain line when it makes no sense. */
export function readOptions(args: readonly string[]): GrowthOptions {
  const values = optionsIn(args, OPTIONS, USAGE);
  const small = whole("small", values.small);
  const large = whole("large", values.large);
  if (large <= small) throw new BenchError(`--large has to be more than --small (${USAGE})`);
  return {
    json: values.json,
    rounds: whole("rounds", values.rounds),
    seconds: some("seconds", values.seconds),
    small: { requests: small, events: small, transfers: small },
    large: { requests: large, events: large, transfers: large * TRANSFERS_EACH },
  };
}
