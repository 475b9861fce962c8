import type { Redis } from "ioredis";
import type { Bus } from "./bus.ts";
import type { Logger } from "./log.ts";
import { channelsIn, pokeText } from "./poke.ts";

/** Installations that share one Redis hear their own database only. */
function channelFor(databaseUrl: string): string {
  return `amanat:${new URL(databaseUrl).pathname.slice(1)}:poke`;
}

/** Says where something is new. False when Redis did not take it, so that another carrier can. */
export async function publishPoke(redis: Redis, databaseUrl: string, self: string, channels: readonly string[]): Promise<boolean> {
  try {
    await redis.publish(channelFor(databaseUrl), pokeText(self, channels));
    return true;
  } catch {
    return false;
  }
}

/** Listens on a connection of its own. Returns the way to end it. */
export function subscribeToPokes(redis: Redis, databaseUrl: string, self: string, bus: Bus, log: Logger): () => void {
  // Here the queue is wanted: the one command is SUBSCRIBE, and it has to arrive whenever Redis does.
  const subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined });
  subscriber.on("error", (error: Error & { code?: string }) => log.debug({ reason: error.code ?? error.name }, "redis pokes"));
  subscriber.on("message", (_channel: string, text: string) => {
    const channels = channelsIn(self, text);
    if (channels) bus.publish(channels);
  });
  let before = false;
  subscriber.on("ready", () => {
    // What was said while it was away is lost: everybody looks for themselves.
    if (before) bus.publish([]);
    before = true;
  });
  subscriber.subscribe(channelFor(databaseUrl)).catch((error: unknown) => log.debug({ reason: String(error) }, "redis pokes"));
  return () => subscriber.disconnect();
}
