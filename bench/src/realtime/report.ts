import { spreadOf } from "../figures.ts";
import type { Crowd } from "./crowd.ts";
import type { Counts, Kind } from "./messages.ts";
import type { Steady, Turn } from "./turn.ts";

type Figure = "memory" | "p50" | "p99" | "cpu";
const FIGURES: readonly Figure[] = ["memory", "p50", "p99", "cpu"];
const UNITS: Record<Figure, (value: number) => string> = {
  memory: (bytes) => `${(bytes / 1024).toFixed(1)} KB`,
  p50: (ms) => `${ms.toFixed(1)} ms`,
  p99: (ms) => `${ms.toFixed(1)} ms`,
  cpu: (ms) => `${ms.toFixed(1)} ms`,
};

const short = (size: number): string => (size % 1_000 === 0 ? `${size / 1_000}k` : String(size));

function medianOf(turns: readonly Turn[], kind: Kind, size: number, figure: Figure): number {
  const values = turns.filter((turn) => turn.kind === kind && turn.size === size).map((turn) => turn[figure]);
  return spreadOf(values)?.median ?? Number.NaN;
}

/** Ours over theirs, of the medians of all rounds: `memory1k`, `p50_1k` and so on. */
export function ratiosOf(turns: readonly Turn[], sizes: readonly number[]): Record<string, number> {
  const names = sizes.flatMap((size) => FIGURES.map((figure) => [size, figure] as const));
  return Object.fromEntries(
    names.map(([size, figure]) => {
      const name = figure.startsWith("p") ? `${figure}_${short(size)}` : `${figure}${short(size)}`;
      return [name, Number((medianOf(turns, "amanat", size, figure) / medianOf(turns, "socketio", size, figure)).toFixed(3))];
    }),
  );
}

/** Of the house's streams alone. */
export function countsOf(turns: readonly (Counts & { kind?: Kind })[]): Counts {
  const own = turns.filter(({ kind }) => kind !== "socketio");
  const sum = (name: keyof Counts): number => own.reduce((all, turn) => all + turn[name], 0);
  return { lost: sum("lost"), doubled: sum("doubled"), disordered: sum("disordered") };
}

export function tableOf(turns: readonly Turn[], sizes: readonly number[]): string {
  const lines = sizes.flatMap((size) =>
    FIGURES.map((figure) => {
      const [ours, theirs] = [medianOf(turns, "amanat", size, figure), medianOf(turns, "socketio", size, figure)];
      return `| ${size} | ${figure} | ${UNITS[figure](ours)} | ${UNITS[figure](theirs)} | ${(ours / theirs).toFixed(2)} |`;
    }),
  );
  return ["| connections | | Amanat | Socket.IO | ratio |", "|---|---|---|---|---|", ...lines].join("\n");
}

export const lineOf = (steady: Steady): string =>
  `From commit to reader at 200 events/s from another process: p50 ${steady.p50.toFixed(1)} ms, p95 ${steady.p95.toFixed(1)} ms.`;

export const lineOfCrowd = (crowd: Crowd): string =>
  `64 writers of requests at once: ${crowd.with.toFixed(0)}/s, without the market's channel ${crowd.without.toFixed(0)}/s: ${crowd.ratio.toFixed(2)}.`;
