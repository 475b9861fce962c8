import { type Filled, openFilled } from "../filled.ts";
import { percentile, spreadOf } from "../figures.ts";
import { type GrowthOptions, readOptions } from "./options.ts";
import { type Grown, openGrown, type Subject, SUBJECTS } from "./subjects.ts";

/** One subject's turn in one round: the 95th percentile of a call in ms, in the beginning and after years. */
type Turn = { readonly subject: Subject; readonly small: number; readonly large: number };

const CALLERS = 2;

const say = (line: string): void => {
  process.stderr.write(`  · ${line}\n`);
};

/** Keeps calling for `seconds`; the time below which 95 of 100 calls stay, in ms. */
async function p95(call: () => Promise<unknown>, seconds: number, signal: AbortSignal): Promise<number> {
  const took: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const caller = async (): Promise<void> => {
    for (let from = performance.now(); from < end;) {
      signal.throwIfAborted();
      await call();
      const now = performance.now();
      took.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return percentile(took, 0.95) ?? 0;
}

/** Every round asks the small and the large one in turn; every second one the large one first. */
async function takeRounds(small: Grown, large: Grown, { rounds, seconds }: GrowthOptions, signal: AbortSignal): Promise<Turn[]> {
  say("warming up");
  for (const subject of SUBJECTS) for (const grown of [small, large]) await p95(grown.call[subject], seconds, signal);
  const turns: Turn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const subject of SUBJECTS) {
      const took = { small: 0, large: 0 };
      const order = round % 2 === 0 ? (["large", "small"] as const) : (["small", "large"] as const);
      for (const size of order) took[size] = await p95({ small, large }[size].call[subject], seconds, signal);
      say(`round ${round} of ${rounds}: ${subject} ${took.small.toFixed(2)} → ${took.large.toFixed(2)} ms`);
      turns.push({ subject, ...took });
    }
  }
  return turns;
}

/** Median over the rounds of what `of` makes of a turn. */
function median(turns: readonly Turn[], subject: Subject, of: (turn: Turn) => number): number {
  return spreadOf(turns.filter((turn) => turn.subject === subject).map(of))?.median ?? 0;
}

function print({ small, large, json }: GrowthOptions, turns: readonly Turn[]): void {
  const n = (count: number) => count.toLocaleString("en");
  process.stdout.write(
    `${n(small.requests)} requests, events and transfers, and then ${n(large.requests)} requests and events and ${n(large.transfers)} transfers; p95 of a call in ms:\n`,
  );
  const rows = SUBJECTS.map((subject) => ({
    subject,
    small: median(turns, subject, (turn) => turn.small),
    large: median(turns, subject, (turn) => turn.large),
    ratio: median(turns, subject, (turn) => turn.large / turn.small),
  }));
  for (const { subject, ...row } of rows)
    process.stdout.write(
      `  ${subject.padEnd(12)}${row.small.toFixed(2).padStart(8)}${row.large.toFixed(2).padStart(8)}${row.ratio.toFixed(2).padStart(8)}\n`,
    );
  const ratios = Object.fromEntries(rows.map(({ subject, ratio }) => [subject, Number(ratio.toFixed(3))]));
  if (json) process.stdout.write(`${JSON.stringify({ ratios, rows, small, large })}\n`);
}

/** Measures what waits for an answer when there is a hundred or a thousand times as much of everything. */
export async function growth(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  const opened: { close(): Promise<void> }[] = [];
  const grow = async (sizes: GrowthOptions["small"]): Promise<Grown> => {
    say(`a server with ${sizes.requests.toLocaleString("en")} requests`);
    const filled: Filled = await openFilled(sizes, say);
    opened.unshift(filled);
    const grown = await openGrown(filled, sizes);
    opened.unshift(grown);
    return grown;
  };
  try {
    const small = await grow(options.small);
    const large = await grow(options.large);
    print(options, await takeRounds(small, large, options, signal));
  } finally {
    for (const one of opened) await one.close();
  }
}
