import { spreadOf } from "../figures.ts";
import type { ApiOptions } from "./options.ts";
import type { Turn } from "./run.ts";
import { SUBJECT, type SubjectName } from "./subjects.ts";

const round = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** Ours over theirs, in each round. */
function ratiosIn(turns: readonly Turn[], subject: SubjectName, of: (turn: Turn) => number): number[] {
  const own = turns.filter((turn) => turn.subject === subject);
  return own.flatMap((ours) => {
    const theirs = own.find(({ by, round: when }) => by === "theirs" && when === ours.round);
    return ours.by === "ours" && theirs ? [of(ours) / of(theirs)] : [];
  });
}

const subjectsIn = (turns: readonly Turn[]): SubjectName[] => [...new Set(turns.map(({ subject }) => subject))];

const isAlone = (turns: readonly Turn[], subject: SubjectName): boolean =>
  turns.every((turn) => turn.subject !== subject || turn.by === "ours");
/** What was measured beside the reference. */
const compared = (turns: readonly Turn[]): SubjectName[] => subjectsIn(turns).filter((subject) => !isAlone(turns, subject));

const rps = (turn: Turn): number => turn.rps;
const p99 = (turn: Turn): number => turn.p99;

function medianOf(turns: readonly Turn[], subject: SubjectName, by: Turn["by"], of: (turn: Turn) => number): number {
  return spreadOf(turns.filter((turn) => turn.subject === subject && turn.by === by).map(of))?.median ?? 0;
}

/** A line for each subject: requests per second and 99th percentiles, medians of the rounds, and their ratios. */
export function table(turns: readonly Turn[]): string {
  const rows = subjectsIn(turns).map((subject) => {
    if (isAlone(turns, subject)) {
      const own = (of: (turn: Turn) => number, digits: number) => medianOf(turns, subject, "ours", of).toFixed(digits);
      return [`${subject}: ${SUBJECT[subject].says}`, `${own(rps, 0)} / –`, "–", `${own(p99, 1)} / –`, "–"];
    }
    const each = (of: (turn: Turn) => number, digits: number) =>
      (["ours", "theirs"] as const).map((by) => medianOf(turns, subject, by, of).toFixed(digits)).join(" / ");
    const ratio = (of: (turn: Turn) => number) => {
      const { min, median, max } = spreadOf(ratiosIn(turns, subject, of)) ?? { min: 0, median: 0, max: 0 };
      return [min, median, max].map((value) => value.toFixed(2)).join(" / ");
    };
    return [`${subject}: ${SUBJECT[subject].says}`, each(rps, 0), ratio(rps), each(p99, 1), ratio(p99)];
  });
  const all = [["subject", "req/s ours / theirs", "ratio min / median / max", "p99 ms ours / theirs", "ratio min / median / max"], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) => `  ${row.map((text, n) => (n === 0 ? text.padEnd(widths[n] ?? 0) : text.padStart(widths[n] ?? 0))).join("  ")}`)
    .join("\n");
}

const medians = (turns: readonly Turn[], of: (turn: Turn) => number): Record<string, number> =>
  Object.fromEntries(compared(turns).map((subject) => [subject, round(spreadOf(ratiosIn(turns, subject, of))?.median ?? 0)]));

/** One run for machines: ours over theirs, medians of the rounds. */
export function summary(turns: readonly Turn[], { requests, rounds, seconds, connections }: ApiOptions) {
  const perSecond = (by: Turn["by"]) =>
    Object.fromEntries(compared(turns).map((subject) => [subject, round(medianOf(turns, subject, by, rps), 0)]));
  const alone = turns.filter(({ subject }) => isAlone(turns, subject));
  return {
    ratios: medians(turns, rps),
    p99: medians(turns, p99),
    alone: Object.fromEntries(
      alone.map((turn) => [turn.subject, { perSecond: round(turn.rps, 0), p50: round(turn.p50), p99: round(turn.p99) }]),
    ),
    perSecond: { ours: perSecond("ours"), theirs: perSecond("theirs") },
    run: { requests, rounds, seconds, connections },
  };
}
