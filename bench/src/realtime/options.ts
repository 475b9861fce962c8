import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";

export type RealtimeOptions = {
  json: boolean;
  rounds: number;
  /** Connections of each turn. */
  sizes: readonly number[];
  /** The most processes of each side that are measured: one, or two as well, where a Redis is found. */
  processes: number;
  /** Events told to everybody in each turn. */
  events: number;
  /** Of the writer that goes on steadily. */
  seconds: number;
};

const USAGE = "npm run bench -- realtime [--json] [--rounds N] [--sizes 1000,5000] [--processes 1] [--events N] [--seconds N]";

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BenchError(`--${name} takes whole numbers from 1 on, not "${text}" (${USAGE})`);
  return value;
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  rounds: { type: "string", default: "5" },
  sizes: { type: "string", default: "1000,5000" },
  processes: { type: "string", default: "2" },
  events: { type: "string", default: "20" },
  seconds: { type: "string", default: "10" },
} as const;

/** Reads the command line. Throws one plain line when it makes no sense. */
export function readOptions(args: readonly string[]): RealtimeOptions {
  const values = optionsIn(args, OPTIONS, USAGE);
  return {
    json: values.json,
    rounds: whole("rounds", values.rounds),
    sizes: values.sizes.split(",").map((size) => whole("sizes", size)),
    processes: whole("processes", values.processes),
    events: whole("events", values.events),
    seconds: whole("seconds", values.seconds),
  };
}
