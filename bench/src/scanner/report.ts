import { spreadOf } from "../figures.ts";
import type { CaughtUp } from "./catching-up.ts";
import type { Survived } from "./hostile.ts";
import type { Latency } from "./latency.ts";

export type Measured = {
  few: readonly CaughtUp[];
  many: readonly CaughtUp[];
  full: readonly CaughtUp[];
  latency: Latency;
  hostile: readonly Survived[];
};

const median = (turns: readonly CaughtUp[], of: (turn: CaughtUp) => number): number =>
  Math.round(spreadOf(turns.map(of))?.median ?? Number.NaN);
const sum = (seeds: readonly Survived[], of: (seed: Survived) => number): number => seeds.reduce((all, seed) => all + of(seed), 0);

/** What the run comes to, as the goals name it. */
export function figuresOf({ few, many, full, latency, hostile }: Measured) {
  return {
    blocksPerSecond500: median(few, ({ blocks, seconds }) => blocks / seconds),
    eventsPerSecond: median(full, ({ transfers, seconds }) => transfers / seconds),
    blocksPerSecond20000: median(many, ({ blocks, seconds }) => blocks / seconds),
    webhookP95OverPollMs: Number((latency.p95 - latency.pollMs).toFixed(1)),
    hostile: { seeds: hostile.length, missed: sum(hostile, ({ missed }) => missed), doubled: sum(hostile, ({ doubled }) => doubled) },
  };
}

export function tableOf(measured: Measured): string {
  const { few, many, full, latency, hostile } = measured;
  const figures = figuresOf(measured);
  const n = (value: number) => value.toLocaleString("en");
  const rows = [
    ["blocks/s, 500 watched, every header stored", n(figures.blocksPerSecond500), "5,000"],
    ["blocks/s, 20,000 watched, every header stored", n(figures.blocksPerSecond20000), "3,000"],
    ["transfers/s, each stored with its webhook", n(figures.eventsPerSecond), "30,000"],
    ["from block to webhook, p95 beyond the poll", `${figures.webhookP95OverPollMs} ms`, "50 ms"],
    [`${figures.hostile.seeds} hostile chains: missed, doubled`, `${figures.hostile.missed}, ${figures.hostile.doubled}`, "0, 0"],
  ];
  const [one, other, third] = [few[0], many[0], full[0]];
  return [
    "| | measured | goal |",
    "|---|---|---|",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
    `Chains of ${n(one?.blocks ?? 0)} blocks (${n(one?.transfers ?? 0)} and ${n(other?.transfers ?? 0)} transfers to watched addresses), and of ${n(third?.blocks ?? 0)} blocks with ${n(third?.transfers ?? 0)}; poll of ${latency.pollMs} ms, p50 ${latency.p50.toFixed(0)} ms; ${n(sum(hostile, ({ payments }) => payments))} payments on hostile chains, ${n(sum(hostile, ({ reorgs }) => reorgs))} reorganisations.`,
  ].join("\n");
}
