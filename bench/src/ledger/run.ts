import { findPgbench } from "../pgbench.ts";
import { commitMs, slowDisk, SLOWER_BY_MS } from "../slow-disk.ts";
import { LEDGER, openWorld } from "../world.ts";
import { readContestant } from "./contestant.ts";
import { type CellName, cellsFor, type Goal, GOALS, judge, SLOW_DISK_GOALS, type Turn, type Verdict } from "./goals.ts";
import { readOptions } from "./options.ts";
import * as report from "./report.ts";
import { countRoundTrips } from "./round-trips.ts";
import { connectStage, prepareStage, type Stage } from "./stage.ts";
import { takeTurn } from "./turns.ts";

/** Shown beside the goals, of none of them. */
const INFORMATION: readonly CellName[] = ["floor@8", "document@8", "otherhot@32"];

const say = (line: string): void => {
  process.stderr.write(`  · ${line}\n`);
};
const print = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join("\n")}\n`);
};

/** Every round takes all turns; every second one backwards, so that a machine that slows down slows everybody. */
async function takeRounds(stage: Stage, cells: readonly CellName[]): Promise<Turn[]> {
  const { rounds, seconds } = stage.options;
  if (cells.length === 0) return [];
  say("warming up");
  for (const cell of cells) await takeTurn(stage, cell, 0, 1);
  const turns: Turn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const cell of round % 2 === 0 ? cells.toReversed() : cells) {
      const turn = await takeTurn(stage, cell, round, seconds);
      say(`round ${round} of ${rounds}: ${cell} ${Math.round(turn.tps)}/s`);
      turns.push(turn);
    }
  }
  return turns.toSorted((a, b) => cells.indexOf(a.cell) - cells.indexOf(b.cell) || a.round - b.round);
}

/** Turns that cannot take place, and why. */
function absentCells(contestant: { hot: string | null } | null): Map<CellName, string> {
  if (!contestant) return new Map((["other@8", "other@32", "otherhot@32"] as const).map((cell) => [cell, "no --contestant given"]));
  return new Map(contestant.hot === null ? [["otherhot@32", "the contestant has no section bench:hot"]] : []);
}

type Pass = { turns: Turn[]; verdicts: Verdict[] };

async function pass(
  stage: Stage,
  cells: readonly CellName[],
  goals: readonly Goal[],
  absent: ReadonlyMap<CellName, string>,
): Promise<Pass> {
  const turns = await takeRounds(stage, cells);
  const verdicts = goals.map((goal) => judge(goal, turns, absent));
  if (turns.length > 0) print("", report.tableOfTurns(turns), "", report.tableOfGoals(verdicts));
  return { turns, verdicts };
}

/** The goals about sharing commits once more, on a disk that takes longer; or why not. */
async function slowPass(stage: Stage, goals: readonly Goal[]): Promise<(Pass & { commitMs: number }) | string> {
  const { world } = stage;
  const slow = await slowDisk(world.dataDir);
  if ("reason" in slow) return slow.reason;
  say(`starting again with ${SLOWER_BY_MS} ms more for every flush`);
  await world.restart(slow.environment);
  const took = await commitMs(world.superUrl(LEDGER));
  if (took < SLOWER_BY_MS) return "the server took no notice of the slower disk";
  const connected = await connectStage(world);
  try {
    print("", `With ${SLOWER_BY_MS} ms more for every flush of the log (a lone commit takes ${took.toFixed(2)} ms):`);
    return { ...(await pass({ ...stage, ...connected }, cellsFor(goals), goals, new Map())), commitMs: took };
  } finally {
    await connected.close();
  }
}

/** Measures the ledger. Throws one plain line where something it needs is missing. */
export async function ledger(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  const program = await findPgbench();
  const contestant = options.contestant === null ? null : await readContestant(options.contestant);
  const absent = absentCells(contestant);
  const wanted = [...cellsFor(options.goals), ...(options.goals === GOALS ? INFORMATION : [])];
  const cells = wanted.filter((cell) => !absent.has(cell));
  say("starting a server of its own, durable");
  const world = await openWorld();
  try {
    const stage = await prepareStage({ world, program, options, signal, cells, contestant, say });
    let first: Pass;
    let roundTrips: Awaited<ReturnType<typeof countRoundTrips>> | null = null;
    let fastCommitMs: number;
    try {
      fastCommitMs = await commitMs(world.superUrl(LEDGER));
      print(`PostgreSQL on a server of its own, durable (a lone commit takes ${fastCommitMs.toFixed(2)} ms), pgbench ${program.version}:`);
      first = await pass(stage, cells, options.goals, absent);
      if (options.roundTrips) roundTrips = await countRoundTrips(world.appUrl, options.accounts);
    } finally {
      await stage.close();
    }
    if (roundTrips) print("", report.lineOfRoundTrips(roundTrips));
    const slowGoals = SLOW_DISK_GOALS.filter(({ id }) => options.goals.some((goal) => goal.id === id));
    const slow = !options.slowDisk
      ? "not asked for"
      : slowGoals.length === 0
        ? "none of the goals asked for"
        : await slowPass(stage, slowGoals);
    if (typeof slow === "string") print("", `The pass with a slower disk was left out: ${slow}.`);
    if (options.json) print(JSON.stringify(report.summary({ options, program, contestant, first, roundTrips, slow, fastCommitMs })));
  } finally {
    await world.close();
  }
}
