import { type Spread, spreadOf } from "../figures.ts";

/** The contestants' turns, by name. `@` is followed by the number of clients. */
export const CELLS = [
  "floor@8",
  "simple@8",
  "tpcb@32",
  "post@8",
  "post@32",
  "document@8",
  "hot@32",
  "batch@8",
  "other@8",
  "other@32",
  "otherhot@32",
  "pg@8",
  "pg@32",
  "pghot@32",
  "coalescer@32",
  "coalescerhot@32",
  "sealed@8",
] as const;
export type CellName = (typeof CELLS)[number];

/** One turn, per transfer unless it says otherwise. */
export type Turn = {
  cell: CellName;
  round: number;
  /** Transfers per second. */
  tps: number;
  /** Milliseconds of one call; null where the contestant's program does not tell. */
  p50: number | null;
  p99: number | null;
  averageMs: number | null;
  /** µs of server CPU, null where the system does not tell. */
  cpu: number | null;
  /** Bytes on disk, null where the contestant emptied a table meanwhile, as pgbench does with its history. */
  disk: number | null;
  /** Bytes of write-ahead log. */
  wal: number;
  /** How old the rows were when they were sealed, in ms: 99 of 100 younger. Only while sealing. */
  lagP99: number | null;
};

type Measure = "tps" | "p99" | "cpu" | "disk" | "wal" | "lagP99";

export type Goal = {
  id: string;
  says: string;
  over: CellName;
  /** Absent: the figure itself is the goal. */
  under?: CellName;
  of: Measure;
  /** Reached at or above `least`, or at or below `most`. */
  least?: number;
  most?: number;
};

/** What the ledger is to reach, as ratios within one run. */
export const GOALS: readonly Goal[] = [
  { id: "G1", says: "one post / pgbench -N, 8 clients", over: "post@8", under: "simple@8", of: "tps", least: 0.95 },
  { id: "G2_8", says: "one post / the other ledger, 8 clients", over: "post@8", under: "other@8", of: "tps", least: 2 },
  { id: "G2_32", says: "one post / the other ledger, 32 clients", over: "post@32", under: "other@32", of: "tps", least: 3 },
  { id: "G3", says: "server CPU per post / the other ledger", over: "post@8", under: "other@8", of: "cpu", most: 0.4 },
  { id: "G4disk", says: "bytes on disk per post / the other ledger", over: "post@8", under: "other@8", of: "disk", most: 0.38 },
  { id: "G4wal", says: "bytes of log per post / the other ledger", over: "post@8", under: "other@8", of: "wal", most: 0.45 },
  { id: "G5", says: "everybody's fee account / random accounts, 32 clients", over: "hot@32", under: "post@32", of: "tps", least: 0.9 },
  { id: "G6", says: "everybody's fee account / TPC-B scale 1, 32 clients", over: "hot@32", under: "tpcb@32", of: "tps", least: 4 },
  { id: "G7", says: "batches of 100 / pgbench -N, 8 clients", over: "batch@8", under: "simple@8", of: "tps", least: 4 },
  { id: "G7other", says: "batches of 100 / the other ledger, 8 clients", over: "batch@8", under: "other@8", of: "tps", least: 9 },
  { id: "G8", says: "Node's pg / pgbench, the same function, 8 callers", over: "pg@8", under: "post@8", of: "tps", least: 0.65 },
  { id: "G9random", says: "coalescer / Node's pg, 32 callers", over: "coalescer@32", under: "pg@32", of: "tps", least: 2 },
  { id: "G9hot", says: "coalescer / Node's pg, fee account, 32 callers", over: "coalescerhot@32", under: "pghot@32", of: "tps", least: 5 },
  { id: "G9hotP99", says: "p99 of the same two", over: "coalescerhot@32", under: "pghot@32", of: "p99", most: 0.1 },
  { id: "G10", says: "posting while sealing / without, 8 clients", over: "sealed@8", under: "post@8", of: "tps", least: 0.95 },
  { id: "G10lag", says: "age of rows when sealed, p99, ms", over: "sealed@8", of: "lagP99", most: 1_000 },
];

/** With two more milliseconds for each write to the disk, the goals that are about sharing commits. */
export const SLOW_DISK_GOALS: readonly Goal[] = GOALS.filter(({ id }) => ["G5", "G6", "G9hot", "G9hotP99"].includes(id)).map((goal) =>
  goal.id === "G6" ? { ...goal, least: 10 } : goal,
);

export type Verdict = { goal: Goal; spread: Spread | null; reached: boolean | null; reason: string | null };

/** The turns a set of goals needs, in the order of the list. */
export function cellsFor(goals: readonly Goal[]): CellName[] {
  const needed = new Set(goals.flatMap(({ over, under }) => (under ? [over, under] : [over])));
  return CELLS.filter((cell) => needed.has(cell));
}

/** A round's turns are compared with each other only: what the machine did meanwhile, it did to both. */
function ratiosOf({ over, under, of }: Goal, turns: readonly Turn[]): number[] {
  return turns.flatMap((turn) => {
    if (turn.cell !== over || turn[of] === null) return [];
    if (!under) return [turn[of]];
    const base = turns.find(({ cell, round }) => cell === under && round === turn.round)?.[of] ?? null;
    return base === null || base <= 0 ? [] : [turn[of] / base];
  });
}

/** Judges a goal by the median of its rounds. `missing` tells why a turn did not take place. */
export function judge(goal: Goal, turns: readonly Turn[], missing: ReadonlyMap<CellName, string>): Verdict {
  const absent = [goal.over, goal.under].find((cell) => cell !== undefined && missing.has(cell));
  const spread = absent === undefined ? spreadOf(ratiosOf(goal, turns)) : null;
  if (spread === null) return { goal, spread, reached: null, reason: (absent && missing.get(absent)) ?? "not measured on this system" };
  const reached = goal.least !== undefined ? spread.median >= goal.least : spread.median <= (goal.most ?? Infinity);
  return { goal, spread, reached, reason: null };
}
