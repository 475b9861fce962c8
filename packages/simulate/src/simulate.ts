/**
 * `npm run simulate -- [--seed N] [--deals N] [--lived N] [--hours H] [--json]`: random deals of random people in a world where whatever
 * can go wrong does. Ends with 1 at the first thing that must never happen, and says with which seed to see it again.
 */
import { Violation } from "@amanat/lives";
import { type History, liveThrough, PEOPLE } from "./history.ts";
import { type Options, readOptions } from "./options.ts";
import { World } from "./world.ts";

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
