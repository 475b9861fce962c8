import { LEDGER, openWorld } from "../world.ts";
import { measureCrowd } from "./crowd.ts";
import type { Kind } from "./messages.ts";
import { readOptions } from "./options.ts";
import { signIn } from "./people.ts";
import { countsOf, lineOf, lineOfCrowd, ratiosOf, tableOf } from "./report.ts";
import { steadily, takeTurn, type Turn } from "./turn.ts";

/** A session may hold twenty streams; a browser holds one. */
const STREAMS_A_SESSION = 10;

const say = (line: string): void => void process.stderr.write(`  · ${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Measures the stream beside Socket.IO 4, the same events after the same commits, each server and the readers in processes of their own. Every
 * second round is backwards, so that a machine that slows down slows both.
 */
export async function realtime(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { json, rounds, sizes, events, seconds } = readOptions(args);
  say("starting a server of its own");
  const world = await openWorld();
  try {
    const tokens = await signIn(world.superUrl(LEDGER), Math.ceil(Math.max(...sizes) / STREAMS_A_SESSION));
    const place = { pgUrl: world.appUrl, tokens, events };
    const cells = sizes.flatMap((size) => (["amanat", "socketio"] satisfies Kind[]).map((kind) => ({ kind, size })));
    const turns: Turn[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      for (const { kind, size } of round % 2 === 0 ? cells.toReversed() : cells) {
        signal.throwIfAborted();
        const turn = await takeTurn(place, kind, size, round);
        const kb = (turn.memory / 1024).toFixed(1);
        say(
          `round ${round}: ${kind} ${size}: ${kb} KB, p50 ${turn.p50.toFixed(1)}, p99 ${turn.p99.toFixed(1)}, cpu ${turn.cpu.toFixed(1)} ms`,
        );
        turns.push(turn);
      }
    }
    const steady = await steadily(place, seconds);
    say("64 writers of requests, with the market's channel and without");
    const crowd = await measureCrowd(world.appUrl, world.superUrl(LEDGER), { rounds, ms: seconds * 200 });
    const counts = countsOf([...turns, steady]);
    print(`${rounds} rounds, ${events} events each, medians:\n\n${tableOf(turns, sizes)}\n\n${lineOf(steady)}\n${lineOfCrowd(crowd)}`);
    print(`Lost ${counts.lost}, doubled ${counts.doubled}, out of order ${counts.disordered}.`);
    if (json) print(JSON.stringify({ turns, commitToClient: steady, crowd, ratios: ratiosOf(turns, sizes), counts }));
  } finally {
    await world.close();
  }
}
