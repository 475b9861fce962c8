import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";
import { SUBJECTS, type SubjectName } from "./subjects.ts";

export type ApiOptions = {
  json: boolean;
  rounds: number;
  /** Of one turn. */
  seconds: number;
  /** Open requests in the market. */
  requests: number;
  connections: number;
  only: readonly SubjectName[];
};

export const USAGE = "npm run bench -- api [--json] [--requests 20000] [--rounds 3] [--seconds 2] [--connections 16] [--only list,deal]";

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new BenchError(`--${name} takes a whole number from ${least} to ${most}, not "${text}" (${USAGE})`);
  return value;
}

function named(text: string): SubjectName[] {
  return text.split(",").map((name) => {
    const found = SUBJECTS.find((one) => one === name.trim());
    if (!found) throw new BenchError(`nothing is called "${name}"; there are: ${SUBJECTS.join(", ")}`);
    return found;
  });
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  requests: { type: "string", default: "20000" },
  rounds: { type: "string", default: "3" },
  seconds: { type: "string", default: "2" },
  connections: { type: "string", default: "16" },
  only: { type: "string" },
} as const;

/** Reads the command line. Throws one plain line when it makes no sense. */
export function readOptions(args: readonly string[]): ApiOptions {
  const values = optionsIn(args, OPTIONS, USAGE);
  return {
    json: values.json,
    requests: whole("requests", values.requests, 1_000, 5_000_000),
    rounds: whole("rounds", values.rounds, 1, 100),
    seconds: whole("seconds", values.seconds, 1, 600),
    // A process lets 64 strangers' reads wait at once.
    connections: whole("connections", values.connections, 1, 48),
    only: values.only === undefined ? SUBJECTS : named(values.only),
  };
}
