import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Bus } from "./bus.ts";
import type { Logger } from "./log.ts";

const CHANNEL = "amanat_poke";
/** NOTIFY refuses payloads of 8,000 bytes and more. */
const LARGEST = 7_000;

/** The message: who sends it, and which channels have something new. */
export function pokeText(self: string, channels: readonly string[]): string {
  return JSON.stringify({ from: self, channels });
}

/**
 * The way to wake other processes. A poke is sent on its own after the commit: a NOTIFY inside the business transaction would make all commits
 * queue behind one lock. One is under way at a time; commits meanwhile share the next. A lost poke costs a reader one polling interval.
 */
export function openPokes(pool: pg.Pool, self: string, log: Logger): (channels: readonly string[]) => void {
  const waiting = new Set<string>();
  let underWay = false;

  async function send(): Promise<void> {
    underWay = true;
    while (waiting.size > 0) {
      const payload = pokeText(self, [...waiting]);
      waiting.clear();
      const text = payload.length > LARGEST ? pokeText(self, []) : payload;
      await pool.query({ name: "poke", text: "SELECT pg_notify($1, $2)", values: [CHANNEL, text] }).catch((error: unknown) => {
        log.debug({ reason: String(error) }, "a poke was not sent");
      });
    }
    underWay = false;
  }

  return (channels) => {
    for (const channel of channels) waiting.add(channel);
    if (!underWay) void send();
  };
}

/** The channels of another process's message; null for our own (whose listeners were called already) and for anything else. */
export function channelsIn(self: string, payload: string | undefined): readonly string[] | null {
  try {
    const message: unknown = JSON.parse(payload ?? "");
    if (typeof message !== "object" || message === null || !("from" in message) || !("channels" in message)) return null;
    if (message.from === self || !Array.isArray(message.channels)) return null;
    return message.channels.filter((channel) => typeof channel === "string");
  } catch {
    return null;
  }
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
    client.on("notification", ({ payload }) => {
      const channels = channelsIn(self, payload);
      if (channels) bus.publish(channels);
    });
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
