import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";
import { GOALS, type Goal } from "./goals.ts";

export type LedgerOptions = {
  json: boolean;
  rounds: number;
  /** Of one turn. */
  seconds: number;
  /** Floored accounts that posts are spread over. */
  accounts: number;
  /** Of `pgbench -N`; each is 100,000 rows. */
  scale: number;
  /** The file that describes "the other ledger" of the goals. */
  contestant: string | null;
  goals: readonly Goal[];
  /** Whether round trips are counted (G11). */
  roundTrips: boolean;
  /** Whether everything about the disk is measured a second time on a slow one. */
  slowDisk: boolean;
};

export const USAGE =
  "npm run bench -- ledger [--json] [--rounds N] [--seconds N] [--only G1,G5] [--contestant file.sql] [--accounts N] [--scale N] [--no-slow-disk]";

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new BenchError(`--${name} takes a whole number from ${least} on, not "${text}" (${USAGE})`);
  return value;
}

/** What is counted instead of measured. */
const COUNTED = "G11";

const namesIn = (text: string): string[] => text.split(",").map((name) => name.trim());

/** `G2` stands for every goal whose id begins with it and goes on in letters or an underscore. */
function goalsNamed(text: string): Goal[] {
  const chosen = namesIn(text).flatMap((name) => {
    if (name === COUNTED) return [];
    const found = GOALS.filter(({ id }) => id === name || (id.startsWith(name) && !/^\d/.test(id.slice(name.length))));
    if (name === "" || found.length === 0)
      throw new BenchError(`no goal is called "${name}"; there are: ${[...GOALS.map(({ id }) => id), COUNTED].join(", ")}`);
    return found;
  });
  return GOALS.filter((goal) => chosen.includes(goal));
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  rounds: { type: "string", default: "3" },
  seconds: { type: "string", default: "5" },
  accounts: { type: "string", default: "100000" },
  scale: { type: "string", default: "20" },
  contestant: { type: "string" },
  only: { type: "string" },
  "slow-disk": { type: "boolean" },
} as const;

/** Reads the command line. Throws one plain line when it makes no sense. A part of the goals goes without the slow disk unless asked. */
export function readOptions(args: readonly string[]): LedgerOptions {
  const values = optionsIn(args, OPTIONS, USAGE);
  return {
    json: values.json,
    rounds: whole("rounds", values.rounds, 1),
    seconds: whole("seconds", values.seconds, 1),
    // Two are needed for a transfer; random posts among fewer than a hundred would measure waiting.
    accounts: whole("accounts", values.accounts, 100),
    scale: whole("scale", values.scale, 1),
    contestant: values.contestant ?? null,
    goals: values.only === undefined ? GOALS : goalsNamed(values.only),
    roundTrips: values.only === undefined || namesIn(values.only).includes(COUNTED),
    slowDisk: values["slow-disk"] ?? values.only === undefined,
  };
}
