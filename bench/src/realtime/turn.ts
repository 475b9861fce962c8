import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { percentile, spreadOf } from "../figures.ts";
import type { Counts, Kind } from "./messages.ts";
import { startReaders, startServer } from "./processes.ts";

/** What one server did with so many connections. */
export type Turn = {
  kind: Kind;
  size: number;
  round: number;
  /** Bytes for a connection. */
  memory: number;
  /** From the commit until half of the connections, and 99 of 100, have the event; medians of the turn's events. In milliseconds. */
  p50: number;
  p99: number;
  /** Milliseconds of the server's CPU for an event. */
  cpu: number;
} & Counts;

export type Place = { pgUrl: string; tokens: readonly string[]; events: number };

const nameOf = (subject: string): string => publicId("request", subject);
const median = (values: readonly number[]): number => spreadOf(values)?.median ?? Number.NaN;
/** Events told before anything counts. */
const WARM = 5;

/** A server of its own and readers of their own; they live as long as the turn. */
export async function takeTurn({ pgUrl, tokens, events }: Place, kind: Kind, size: number, round: number): Promise<Turn> {
  const server = await startServer(kind, pgUrl);
  const readers = startReaders();
  const tell = async (): Promise<{ p50: number; p99: number }> => {
    const subject = newId();
    const all = readers.hear("all");
    await readers.ask({ say: "expect", names: [nameOf(subject)] }, "expecting");
    const { at } = await server.ask({ say: "commit", subjects: [subject], everyMs: 0 }, "committed");
    const [arrival] = (await all).arrivals;
    const from = at[0] ?? Number.NaN;
    return { p50: (arrival?.p50 ?? Number.NaN) - from, p99: (arrival?.p99 ?? Number.NaN) - from };
  };
  try {
    // A first few, so that what the first of all need is there.
    await readers.ask({ say: "connect", kind, ports: [server.port], count: 20, tokens }, "connected");
    for (let n = 0; n < WARM; n += 1) await tell();
    const empty = await server.ask({ say: "memory" }, "memory");
    await readers.ask({ say: "connect", kind, ports: [server.port], count: size - 20, tokens }, "connected");
    const full = await server.ask({ say: "memory" }, "memory");
    for (let n = 0; n < WARM; n += 1) await tell();
    const before = await server.ask({ say: "cpu" }, "cpu");
    const times: { p50: number; p99: number }[] = [];
    for (let n = 0; n < events; n += 1) times.push(await tell());
    const after = await server.ask({ say: "cpu" }, "cpu");
    const { say: _, ...counts } = await readers.ask({ say: "count" }, "counts");
    return {
      kind,
      size,
      round,
      memory: (full.bytes - empty.bytes) / (size - 20),
      p50: median(times.map(({ p50 }) => p50)),
      p99: median(times.map(({ p99 }) => p99)),
      cpu: (after.ms - before.ms) / events,
      ...counts,
    };
  } finally {
    await Promise.all([readers.end(), server.end()]);
  }
}

/** From commit to reader at 200 events a second, written by another process: the value below which 95 of 100 lie. */
export type Steady = { p50: number; p95: number } & Counts;

const EVERY_MS = 5;
const READERS = 50;

export async function steadily({ pgUrl, tokens }: Place, seconds: number): Promise<Steady> {
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
