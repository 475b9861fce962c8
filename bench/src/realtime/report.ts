import { spreadOf } from "../figures.ts";
import type { Crowd } from "./crowd.ts";
import type { Counts, Kind } from "./messages.ts";
import type { Cell, Steady, Turn } from "./turn.ts";

type Figure = "memory" | "p50" | "p99" | "cpu";
const FIGURES: readonly Figure[] = ["memory", "p50", "p99", "cpu"];
const UNITS: Record<Figure, (value: number) => string> = {
  memory: (bytes) => `${(bytes / 1024).toFixed(1)} KB`,
  p50: (ms) => `${ms.toFixed(1)} ms`,
  p99: (ms) => `${ms.toFixed(1)} ms`,
  cpu: (ms) => `${ms.toFixed(1)} ms`,
};

/** So many connections, on one process or two. */
export type Scale = Omit<Cell, "kind">;

/** `1k`, and `1kx2` on two processes. */
const short = ({ size, processes }: Scale): string => `${size % 1_000 === 0 ? `${size / 1_000}k` : size}${processes === 2 ? "x2" : ""}`;

function medianOf(turns: readonly Turn[], kind: Kind, { size, processes }: Scale, figure: Figure): number {
  const values = turns.filter((turn) => turn.kind === kind && turn.size === size && turn.processes === processes);
  return spreadOf(values.map((turn) => turn[figure]))?.median ?? Number.NaN;
}

/** Ours over theirs, of the medians of all rounds: `memory1k`, `p50_1k` and so on. */
export function ratiosOf(turns: readonly Turn[], scales: readonly Scale[]): Record<string, number> {
  const names = scales.flatMap((scale) => FIGURES.map((figure) => [scale, figure] as const));
  return Object.fromEntries(
    names.map(([scale, figure]) => {
      const name = figure.startsWith("p") ? `${figure}_${short(scale)}` : `${figure}${short(scale)}`;
      return [name, Number((medianOf(turns, "amanat", scale, figure) / medianOf(turns, "socketio", scale, figure)).toFixed(3))];
    }),
  );
}

/** Of the house's streams alone. */
export function countsOf(turns: readonly (Counts & { kind?: Kind })[]): Counts {
  const own = turns.filter(({ kind }) => kind !== "socketio");
  const sum = (name: keyof Counts): number => own.reduce((all, turn) => all + turn[name], 0);
  return { lost: sum("lost"), doubled: sum("doubled"), disordered: sum("disordered") };
}

export function tableOf(turns: readonly Turn[], scales: readonly Scale[]): string {
  const lines = scales.flatMap((scale) =>
    FIGURES.map((figure) => {
      const [ours, theirs] = [medianOf(turns, "amanat", scale, figure), medianOf(turns, "socketio", scale, figure)];
      const where = scale.processes === 2 ? `${scale.size} on two processes` : String(scale.size);
      return `| ${where} | ${figure} | ${UNITS[figure](ours)} | ${UNITS[figure](theirs)} | ${(ours / theirs).toFixed(2)} |`;
    }),
  );
  return ["| connections | | Amanat | Socket.IO | ratio |", "|---|---|---|---|---|", ...lines].join("\n");
}

export const lineOf = (steady: Steady): string =>
  `From commit to reader at 200 events/s from another process: p50 ${steady.p50.toFixed(1)} ms, p95 ${steady.p95.toFixed(1)} ms.`;

export const lineOfCrowd = (crowd: Crowd): string =>
  `64 writers of requests at once: ${crowd.with.toFixed(0)}/s, without the market's channel ${crowd.without.toFixed(0)}/s: ${crowd.ratio.toFixed(2)}.`;
