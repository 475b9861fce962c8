import { type Spread, spreadOf } from "../figures.ts";
import type { Pgbench } from "../pgbench.ts";
import type { CellName, Turn, Verdict } from "./goals.ts";
import type { LedgerOptions } from "./options.ts";
import type { RoundTrips } from "./round-trips.ts";
import { CELL } from "./turns.ts";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const whole = (value: number): string => grouped.format(value);

/** Three figures that count, whatever the size. */
function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return Math.abs(value) >= 100 ? grouped.format(value) : value.toPrecision(3);
}

const spreadText = (spread: Spread | null, write: (value: number) => string = short): string =>
  spread === null ? "–" : [spread.min, spread.median, spread.max].map((value) => write(value)).join(" / ");

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) =>
      `  ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join("  ")}`,
  );
}

const figures = (turns: readonly Turn[], of: (turn: Turn) => number | null): Spread | null =>
  spreadOf(turns.map(of).filter((value) => value !== null));

function rowOf(cell: CellName, turns: readonly Turn[]): string[] {
  const median = (of: (turn: Turn) => number | null): string => short(figures(turns, of)?.median);
  const latency = turns.some(({ p99 }) => p99 !== null)
    ? `${median(({ p50 }) => p50)} / ${median(({ p99 }) => p99)}`
    : `ø ${median((t) => t.averageMs)}`;
  const rest = [median((t) => t.cpu), median((t) => t.disk), median((t) => t.wal)];
  return [
    `${CELL[cell].says}, ${CELL[cell].clients}`,
    spreadText(
      figures(turns, ({ tps }) => tps),
      whole,
    ),
    latency,
    ...rest,
  ];
}

const HEAD = ["contestant, clients", "transfers/s min / median / max", "call ms p50 / p99", "CPU µs", "disk B", "log B"];

/** Every contestant's figures; CPU, disk and log are the server's, per transfer. */
export function tableOfTurns(turns: readonly Turn[]): string {
  const cells = [...new Set(turns.map(({ cell }) => cell))];
  return aligned([
    HEAD,
    ...cells.map((cell) =>
      rowOf(
        cell,
        turns.filter((turn) => turn.cell === cell),
      ),
    ),
  ]).join("\n");
}

/** Every goal: its ratio in each round, its target, whether it is reached. */
export function tableOfGoals(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, spread, reached, reason }) => [
    `${goal.id.padEnd(8)} ${goal.says}`,
    reason ?? spreadText(spread),
    goal.least !== undefined ? `≥ ${goal.least}` : `≤ ${goal.most}`,
    reached === null ? "missing" : reached ? "reached" : "NOT reached",
  ]);
  return aligned([["goal", "min / median / max", "target", ""], ...rows]).join("\n");
}

/** G11. */
export function lineOfRoundTrips({ tryPost, post, coalesced }: RoundTrips): string {
  const says = oneRoundTrip({ tryPost, post }) ? "reached" : "NOT reached";
  return `  G11      round trips of one post: ${tryPost} alone, ${post} beside other writes, ${coalesced} through the coalescer; target 1: ${says}`;
}

const oneRoundTrip = ({ tryPost, post }: Pick<RoundTrips, "tryPost" | "post">): boolean => tryPost === 1 && post === 1;

/** The medians by goal, null where there is none. */
function ratiosFor(verdicts: readonly Verdict[]): Record<string, number | null> {
  return Object.fromEntries(verdicts.map(({ goal, spread }) => [goal.id, spread === null ? null : Number(spread.median.toFixed(4))]));
}

/** Why a ratio is null, by goal. */
function reasonsFor(verdicts: readonly Verdict[]): Record<string, string> {
  return Object.fromEntries(verdicts.flatMap(({ goal, reason }) => (reason === null ? [] : [[goal.id, reason]])));
}

const MEASURES = ["tps", "p50", "p99", "averageMs", "cpu", "disk", "wal", "lagP99"] as const;

const rounded = (spread: Spread | null): Spread | null =>
  spread && { min: Number(spread.min.toFixed(3)), median: Number(spread.median.toFixed(3)), max: Number(spread.max.toFixed(3)) };

/** Least, middle and greatest of each contestant. */
function spreadsOf(turns: readonly Turn[]): Record<string, Record<string, Spread | null>> {
  const cells = [...new Set(turns.map(({ cell }) => cell))];
  return Object.fromEntries(
    cells.map((cell) => {
      const own = turns.filter((turn) => turn.cell === cell);
      return [cell, Object.fromEntries(MEASURES.map((of) => [of, rounded(figures(own, (turn) => turn[of]))]))];
    }),
  );
}

type Pass = { turns: readonly Turn[]; verdicts: readonly Verdict[] };
const isMissed = ({ reached }: Verdict): boolean => reached === false;

function describePass({ turns, verdicts }: Pass) {
  const missed = verdicts.filter(isMissed).map(({ goal }) => goal.id);
  return { ratios: ratiosFor(verdicts), reasons: reasonsFor(verdicts), missed, cells: spreadsOf(turns) };
}

export type Summary = {
  options: LedgerOptions;
  program: Pgbench;
  contestant: { name: string } | null;
  first: Pass;
  roundTrips: RoundTrips | null;
  /** The pass with the slower disk, or why there was none. */
  slow: (Pass & { commitMs: number }) | string;
  fastCommitMs: number;
};

/**
 * One run for machines. `ok`: no goal that was measured was missed, slower disk included. A ratio is null where its
 * contestant was absent; `reasons` tells why.
 */
export function summary({ options, program, contestant, first, roundTrips, slow, fastCommitMs }: Summary) {
  const { rounds, seconds, accounts, scale } = options;
  const { ratios, ...rest } = describePass(first);
  const { G9hotP99, G10lag, ...others } = ratios;
  const slowly = typeof slow === "string" ? null : slow;
  const ok = ![...first.verdicts, ...(slowly?.verdicts ?? [])].some(isMissed) && (roundTrips === null || oneRoundTrip(roundTrips));
  return {
    ok,
    ratios: others,
    hotP99Ratio: G9hotP99 ?? null,
    lagP99Ms: G10lag ?? null,
    roundTrips,
    ...rest,
    slowDisk: slowly === null ? { left: slow } : { commitMs: slowly.commitMs, ...describePass(slowly) },
    run: { rounds, seconds, accounts, scale, pgbench: program.version, contestant: contestant?.name ?? null, commitMs: fastCommitMs },
  };
}
