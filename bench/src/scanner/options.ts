import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";

export type ScannerOptions = {
  json: boolean;
  rounds: number;
  /** Blocks that are caught up with, with few watched and with many. */
  blocks: number;
  /** Blocks of which every transfer is stored, a hundred each. */
  full: number;
  /** Payments whose way to the product is timed. */
  payments: number;
  /** Of hostile nodes: a chain is followed for each. */
  seeds: number;
};

const USAGE = "npm run bench -- scanner [--json] [--rounds N] [--blocks N] [--full N] [--payments N] [--seeds N]";

const text = (value: string) => ({ type: "string", default: value }) as const;
const OPTIONS = {
  json: { type: "boolean", default: false },
  rounds: text("3"),
  blocks: text("20000"),
  full: text("3000"),
  payments: text("200"),
  seeds: text("20"),
} as const;

function whole(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new BenchError(`--${name} takes a whole number from 1 on, not "${given}" (${USAGE})`);
  return value;
}

/** Reads the command line. Throws one plain line when it makes no sense. */
export function readOptions(args: readonly string[]): ScannerOptions {
  const values = optionsIn(args, OPTIONS, USAGE);
  const blocks = whole("blocks", values.blocks);
  // Everything that is caught up with lies above the seal, so that every header is stored and linked.
  if (blocks > 90_000) throw new BenchError(`--blocks takes at most 90000 (${USAGE})`);
  return {
    json: values.json,
    rounds: whole("rounds", values.rounds),
    blocks,
    full: whole("full", values.full),
    payments: whole("payments", values.payments),
    seeds: whole("seeds", values.seeds),
  };
}
