import { openWorld } from "../world.ts";
import { catchUp, type CaughtUp } from "./catching-up.ts";
import { type Survived, survive } from "./hostile.ts";
import { measureLatency } from "./latency.ts";
import type { Corpus } from "./messages.ts";
import { readOptions, type ScannerOptions } from "./options.ts";
import { figuresOf, tableOf } from "./report.ts";
import { openTables } from "./stage.ts";

/** Stands for a public chain, of which nothing is thrown away. */
const CHAIN = 90_001;
const POLL_MS = 250;
/** Blocks of a hostile chain that are mined while it is followed. */
const STEPS = 60;

const say = (line: string): void => void process.stderr.write(`  · ${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is caught up with: twenty transfers a block, one in a thousand of them ours; and a hundred a block, all of them ours. */
const corpora = ({ blocks, full }: ScannerOptions) =>
  ({
    few: { blocks, transfers: 20, watched: 500, every: 1_000, seed: 1 },
    many: { blocks, transfers: 20, watched: 20_000, every: 1_000, seed: 2 },
    full: { blocks: full, transfers: 100, watched: 500, every: 1, seed: 3 },
  }) satisfies Record<string, Corpus>;
type Kind = keyof ReturnType<typeof corpora>;

/**
 * Measures the scanner as it is started in earnest, against a generated chain behind nodes in a process of their own: how quickly it
 * catches up, how long a payment takes to the product, and whether hostile nodes make it miss or double any.
 */
export async function scanner(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  say("starting a server of its own");
  const world = await openWorld();
  const tables = await openTables(world);
  try {
    const turns: Record<Kind, CaughtUp[]> = { few: [], many: [], full: [] };
    const kinds = Object.entries(corpora(options)) as [Kind, Corpus][];
    for (let round = 1; round <= options.rounds; round += 1)
      for (const [kind, corpus] of round % 2 === 0 ? kinds.toReversed() : kinds) {
        const turn = await catchUp(world, tables, CHAIN, corpus, signal);
        const pace =
          kind === "full"
            ? `${Math.round(turn.transfers / turn.seconds)} transfers/s`
            : `${Math.round(turn.blocks / turn.seconds)} blocks/s`;
        say(
          `round ${round}: ${corpus.watched} watched: ${pace} (${turn.blocks} blocks, ${turn.headers} headers, ${turn.transfers} transfers)`,
        );
        turns[kind].push(turn);
      }
    const latency = await measureLatency(world, tables, CHAIN, { payments: options.payments, pollMs: POLL_MS }, signal);
    say(`from block to webhook: p50 ${latency.p50.toFixed(0)} ms, p95 ${latency.p95.toFixed(0)} ms at a poll of ${POLL_MS} ms`);
    const hostile: Survived[] = [];
    for (let seed = 1; seed <= options.seeds; seed += 1) {
      const survived = await survive(world, tables, CHAIN, seed, STEPS, signal);
      const { payments, missed, doubled, reorgs, seconds } = survived;
      say(`seed ${seed}: ${payments} payments, ${reorgs} reorganisations, ${missed} missed, ${doubled} doubled (${seconds.toFixed(1)} s)`);
      hostile.push(survived);
    }
    const measured = { ...turns, latency, hostile };
    print(tableOf(measured));
    if (options.json) print(JSON.stringify({ figures: figuresOf(measured), ...measured }));
  } finally {
    await tables.close();
    await world.close();
  }
}
