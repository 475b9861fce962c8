import { parseArgs } from "node:util";
import { BenchError } from "../bench-error.ts";

export type RealtimeOptions = {
  json: boolean;
  rounds: number;
  /** Connections of each turn. */
  sizes: readonly number[];
  /** Events told to everybody in each turn. */
  events: number;
  /** Of the writer that goes on steadily. */
  seconds: number;
};

const USAGE = "npm run bench -- realtime [--json] [--rounds N] [--sizes 1000,5000] [--events N] [--seconds N]";

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BenchError(`--${name} takes whole numbers from 1 on, not "${text}" (${USAGE})`);
  return value;
}

/** Reads the command line. Throws one plain line when it makes no sense. */
export function readOptions(args: readonly string[]): RealtimeOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false },
        rounds: { type: "string", default: "5" },
        sizes: { type: "string", default: "1000,5000" },
        events: { type: "string", default: "20" },
        seconds: { type: "string", default: "10" },
      },
    });
    return {
      json: values.json,
      rounds: whole("rounds", values.rounds),
      sizes: values.sizes.split(",").map((size) => whole("sizes", size)),
      events: whole("events", values.events),
      seconds: whole("seconds", values.seconds),
    };
  } catch (error) {
    throw error instanceof BenchError ? error : new BenchError(`${error instanceof Error ? error.message : String(error)} (${USAGE})`);
  }
}
