/**
 * `npm run simulate -- [--seed N] [--deals N] [--lived N] [--hours H] [--json]`: random deals of random people in a world where whatever
 * can go wrong does. Ends with 1 at the first thing that must never happen, and says with which seed to see it again.
 */
import { parseArgs } from "node:util";
import { Violation } from "@amanat/lives";
import { type History, liveThrough, PEOPLE } from "./history.ts";
import { World } from "./world.ts";

const USAGE = "npm run simulate -- [--seed N] [--deals N] [--lived N] [--hours H] [--json]";

type Options = {
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

function readOptions(args: readonly string[]): Options {
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

/** One history from its own empty database. */
async function simulate({ seed, deals, lived, json }: Options): Promise<void> {
  const began = performance.now();
  process.stdout.write(`simulating ${deals} deals, ${lived} of them through every verb, seed ${seed}\n`);
  const world = await World.open(PEOPLE);
  try {
    const history = await liveThrough(world, {
      seed,
      lived,
      booked: deals - lived,
      onProgress: (line) => process.stderr.write(`  · ${line}\n`),
    });
    const seconds = Math.round((performance.now() - began) / 1_000);
    process.stdout.write(`${report(history, world, seconds)}\n`);
    const faults = Object.fromEntries(world.tally.counts);
    if (json) process.stdout.write(`${JSON.stringify({ ok: true, seed, deals, lived, seconds, ...history, faults })}\n`);
  } finally {
    await world.close();
  }
}

function report({ rounds, transfers, ends, hash }: History, { tally }: World, seconds: number): string {
  const width = Math.max(...[...tally.counts.keys()].map((fault) => fault.length));
  return [
    `no violation in ${rounds} rounds, ${transfers} transfers, ${seconds} s; history ${hash.slice(0, 16)}`,
    `ends of the deals people lived: ${Object.entries(ends)
      .map(([status, count]) => `${count} ${status}`)
      .join(", ")}`,
    `${tally.total} faults, all survived:`,
    ...[...tally.counts].map(([fault, count]) => `  ${fault.padEnd(width)}  ${count}`),
  ].join("\n");
}

let seed: number | null = null;
try {
  const options = readOptions(process.argv.slice(2));
  const until = Date.now() + options.hours * 3_600_000;
  for (seed = options.seed; ; seed += 1) {
    await simulate({ ...options, seed });
    if (Date.now() >= until) break;
  }
} catch (error) {
  const words = error instanceof Violation ? `VIOLATION: ${error.message}` : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`amanat: ${words}\n${seed === null ? "" : `to see it again: npm run simulate -- --seed ${seed}\n`}`);
  process.exitCode = 1;
}
// The channel to the launcher would keep this process alive.
if (process.connected) process.disconnect();
