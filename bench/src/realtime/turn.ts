import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { BenchError } from "../bench-error.ts";
import { percentile, spreadOf } from "../figures.ts";
import type { Counts, Kind } from "./messages.ts";
import { startReaders, startServer } from "./processes.ts";

/** What is measured: who serves so many connections, in how many processes. Two hear of each other by Redis. */
export type Cell = { kind: Kind; size: number; processes: 1 | 2 };

/** What they did. Memory and CPU are those of all processes. */
export type Turn = Cell & {
  round: number;
  /** Bytes for a connection. */
  memory: number;
  /** From the commit until half of the connections, and 99 of 100, have the event; medians of the turn's events. In milliseconds. */
  p50: number;
  p99: number;
  /** Milliseconds of the server's CPU for an event. */
  cpu: number;
} & Counts;

export type Place = { pgUrl: string; redisUrl: string | null; tokens: readonly string[]; events: number };

const nameOf = (subject: string): string => publicId("request", subject);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const median = (values: readonly number[]): number => spreadOf(values)?.median ?? Number.NaN;
/** Events told before anything counts. */
const WARM = 5;

/** Servers of its own and readers of their own; they live as long as the turn. With two, events are committed in the first. */
export async function takeTurn({ pgUrl, redisUrl, tokens, events }: Place, cell: Cell, round: number): Promise<Turn> {
  const { kind, size, processes } = cell;
  const between = processes === 2 ? (redisUrl ?? "") : "";
  const servers = await Promise.all(Array.from({ length: processes }, () => startServer(kind, pgUrl, between)));
  const [writer] = servers;
  if (writer === undefined) throw new BenchError("nobody serves");
  const readers = startReaders();
  const connect = (count: number) =>
    readers.ask({ say: "connect", kind, ports: servers.map(({ port }) => port), count, tokens }, "connected");
  const memory = async () => sum((await Promise.all(servers.map((server) => server.ask({ say: "memory" }, "memory")))).map((m) => m.bytes));
  const cpu = async () => sum((await Promise.all(servers.map((server) => server.ask({ say: "cpu" }, "cpu")))).map(({ ms }) => ms));
  const tell = async (): Promise<{ p50: number; p99: number }> => {
    const subject = newId();
    const all = readers.hear("all");
    await readers.ask({ say: "expect", names: [nameOf(subject)] }, "expecting");
    const { at } = await writer.ask({ say: "commit", subjects: [subject], everyMs: 0 }, "committed");
    const [arrival] = (await all).arrivals;
    const from = at[0] ?? Number.NaN;
    return { p50: (arrival?.p50 ?? Number.NaN) - from, p99: (arrival?.p99 ?? Number.NaN) - from };
  };
  try {
    // A first few, so that what the first of all need is there.
    await connect(20);
    for (let n = 0; n < WARM; n += 1) await tell();
    const empty = await memory();
    await connect(size - 20);
    const full = await memory();
    for (let n = 0; n < WARM; n += 1) await tell();
    const before = await cpu();
    const times: { p50: number; p99: number }[] = [];
    for (let n = 0; n < events; n += 1) times.push(await tell());
    const used = (await cpu()) - before;
    const { say: _, ...counts } = await readers.ask({ say: "count" }, "counts");
    return {
      ...cell,
      round,
      memory: (full - empty) / (size - 20),
      p50: median(times.map(({ p50 }) => p50)),
      p99: median(times.map(({ p99 }) => p99)),
      cpu: used / events,
      ...counts,
    };
  } finally {
    await Promise.all([readers, ...servers].map((each) => each.end()));
  }
}

/** From commit to reader at 200 events a second, written by another process: the value below which 95 of 100 lie. */
export type Steady = { p50: number; p95: number } & Counts;

const EVERY_MS = 5;
const READERS = 50;

export async function steadily({ pgUrl, tokens }: Pick<Place, "pgUrl" | "tokens">, seconds: number): Promise<Steady> {
  const [server, writer, readers] = [await startServer("amanat", pgUrl), await startServer("socketio", pgUrl), startReaders()];
  try {
    await readers.ask({ say: "connect", kind: "amanat", ports: [server.port], count: READERS, tokens }, "connected");
    const subjects = Array.from({ length: (seconds * 1_000) / EVERY_MS }, newId);
    const all = readers.hear("all");
    await readers.ask({ say: "expect", names: subjects.map(nameOf) }, "expecting");
    const { at } = await writer.ask({ say: "commit", subjects, everyMs: EVERY_MS }, "committed");
    const { arrivals } = await all;
    const times = arrivals.map(({ p50 }, n) => p50 - (at[n] ?? 0));
    const { say: _, ...counts } = await readers.ask({ say: "count" }, "counts");
    return { p50: percentile(times, 0.5) ?? Number.NaN, p95: percentile(times, 0.95) ?? Number.NaN, ...counts };
  } finally {
    await Promise.all([readers.end(), server.end(), writer.end()]);
  }
}
