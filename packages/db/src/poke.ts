import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Bus, Signal } from "./bus.ts";
import type { Logger } from "./log.ts";

const CHANNEL = "amanat_poke";
/** NOTIFY refuses payloads of 8,000 bytes and more. */
const LARGEST = 7_000;
/** Signals that wait while a poke is under way. Beyond them they are dropped: none is worth waiting for. */
const MOST_WAITING = 200;

/** The message: who sends it, and which channels have something new. */
export function pokeText(self: string, channels: readonly string[]): string {
  return JSON.stringify({ from: self, channels });
}

/** The same for what is stored nowhere. A process that does not know signals takes it for none of its own. */
export function signalText(self: string, signal: Signal): string {
  return JSON.stringify({ from: self, signal });
}

/**
 * The way to wake other processes. A poke is sent on its own after the commit: a NOTIFY inside the business transaction would make all commits
 * queue behind one lock. One is under way at a time; commits meanwhile share the next. A lost poke costs a reader one polling interval.
 */
export function openPokes(
  pool: pg.Pool,
  self: string,
  log: Logger,
): { poke(channels: readonly string[]): void; signal(signal: Signal): void } {
  const waiting = new Set<string>();
  const signals: string[] = [];
  let underWay = false;

  async function notify(text: string): Promise<void> {
    await pool.query({ name: "poke", text: "SELECT pg_notify($1, $2)", values: [CHANNEL, text] }).catch((error: unknown) => {
      log.debug({ reason: String(error) }, "a poke was not sent");
    });
  }

  async function send(): Promise<void> {
    underWay = true;
    while (waiting.size > 0 || signals.length > 0) {
      if (waiting.size > 0) {
        const payload = pokeText(self, [...waiting]);
        waiting.clear();
        await notify(payload.length > LARGEST ? pokeText(self, []) : payload);
      }
      const signal = signals.shift();
      if (signal !== undefined) await notify(signal);
    }
    underWay = false;
  }

  return {
    poke(channels) {
      for (const channel of channels) waiting.add(channel);
      if (!underWay) void send();
    },
    signal(signal) {
      const text = signalText(self, signal);
      if (text.length > LARGEST || signals.length >= MOST_WAITING) return;
      signals.push(text);
      if (!underWay) void send();
    },
  };
}

/** Tells this process what another one says; our own it was told already, and anything else is nothing. */
export function hear(self: string, payload: string | undefined, bus: Bus): void {
  let message: unknown;
  try {
    message = JSON.parse(payload ?? "");
  } catch {
    return;
  }
  if (typeof message !== "object" || message === null || !("from" in message) || message.from === self) return;
  if ("channels" in message && Array.isArray(message.channels))
    bus.publish(message.channels.filter((channel) => typeof channel === "string"));
  if ("signal" in message && isSignal(message.signal)) bus.signal(message.signal);
}

function isSignal(said: unknown): said is Signal {
  if (typeof said !== "object" || said === null || !("to" in said) || !("data" in said) || !Array.isArray(said.to)) return false;
  return !("whenHere" in said) || typeof said.whenHere === "string";
}

/** Holds one listening connection and replaces it when it is lost. Returns the function that ends it. */
export function listenForPokes(url: string, applicationName: string, self: string, bus: Bus, log: Logger): () => Promise<void> {
  let stopped = false;
  let current: pg.Client | null = null;
  let before = false;

  async function once(): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: `${applicationName}-pokes` });
    current = client;
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
    });
    client.on("notification", ({ payload }) => hear(self, payload, bus));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // What was sent while nobody listened is lost, so everybody looks for themselves.
      if (before) bus.publish([]);
      before = true;
      await lost;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  const running = (async () => {
    while (!stopped) {
      await once().catch((error: unknown) => log.debug({ reason: String(error) }, "the poke listener lost its connection"));
      if (!stopped) await sleep(500);
    }
  })();
  return async () => {
    stopped = true;
    await current?.end().catch(() => undefined);
    await running;
  };
}
