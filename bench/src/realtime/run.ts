import { findRedis, startRedis, type TestRedis } from "@amanat/db/testing";
import { LEDGER, openWorld } from "../world.ts";
import { measureCrowd } from "./crowd.ts";
import { readOptions } from "./options.ts";
import { signIn } from "./people.ts";
import { countsOf, lineOf, lineOfCrowd, ratiosOf, type Scale, tableOf } from "./report.ts";
import { type Cell, steadily, takeTurn, type Turn } from "./turn.ts";

/** A session may hold twenty streams; a browser holds one. */
const STREAMS_A_SESSION = 10;
/** Rounds in which two processes are measured too: what they cost beside one is plain, and they take their time. */
const ROUNDS_OF_TWO = 3;

const say = (line: string): void => void process.stderr.write(`  · ${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Measures the stream beside Socket.IO 4, the same events after the same commits, each server and the readers in processes of their own; the
 * first size also on two processes of each, with Redis between them and Socket.IO's adapter for it. Every second round is backwards, so that
 * a machine that slows down slows both.
 */
export async function realtime(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { json, rounds, sizes, processes, events, seconds } = readOptions(args);
  say("starting a server of its own");
  const world = await openWorld();
  let redis: TestRedis | null = null;
  try {
    const found = processes === 1 ? null : await findRedis();
    if (found?.path === null) say(`two processes are left out: ${found.missing}`);
    else if (found) redis = await startRedis(found.path);
    const tokens = await signIn(world.superUrl(LEDGER), Math.ceil(Math.max(...sizes) / STREAMS_A_SESSION));
    const place = { pgUrl: world.appUrl, redisUrl: redis?.url ?? null, tokens, events };
    const ones = sizes.map((size): Scale => ({ size, processes: 1 }));
    const twos = redis === null ? [] : sizes.slice(0, 1).map((size): Scale => ({ size, processes: 2 }));
    const turns: Turn[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const scales = round <= ROUNDS_OF_TWO ? [...ones, ...twos] : ones;
      const cells = scales.flatMap((scale): Cell[] => [
        { ...scale, kind: "amanat" },
        { ...scale, kind: "socketio" },
      ]);
      for (const cell of round % 2 === 0 ? cells.toReversed() : cells) {
        signal.throwIfAborted();
        const turn = await takeTurn(place, cell, round);
        const kb = (turn.memory / 1024).toFixed(1);
        const what = `${cell.kind} ${cell.size}${cell.processes === 2 ? " on two" : ""}`;
        say(`round ${round}: ${what}: ${kb} KB, p50 ${turn.p50.toFixed(1)}, p99 ${turn.p99.toFixed(1)}, cpu ${turn.cpu.toFixed(1)} ms`);
        turns.push(turn);
      }
    }
    const steady = await steadily(place, seconds);
    say("64 writers of requests, with the market's channel and without");
    const crowd = await measureCrowd(world.appUrl, world.superUrl(LEDGER), { rounds, ms: seconds * 200 });
    const counts = countsOf([...turns, steady]);
    print(
      `${rounds} rounds, ${events} events each, medians:\n\n${tableOf(turns, [...ones, ...twos])}\n\n${lineOf(steady)}\n${lineOfCrowd(crowd)}`,
    );
    print(`Lost ${counts.lost}, doubled ${counts.doubled}, out of order ${counts.disordered}.`);
    if (json) print(JSON.stringify({ turns, commitToClient: steady, crowd, ratios: ratiosOf(turns, [...ones, ...twos]), counts }));
  } finally {
    await redis?.stop();
    await world.close();
  }
}
