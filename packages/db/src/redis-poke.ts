import type { Redis } from "ioredis";
import type { Bus } from "./bus.ts";
import type { Logger } from "./log.ts";
import { hear } from "./poke.ts";

/** Installations that share one Redis only hear their own database. */
function channelFor(databaseUrl: string): string {
  return `amanat:${new URL(databaseUrl).pathname.slice(1)}:poke`;
}

/** Announces a poke or a signal. Returns false when Redis did not take it, so that another carrier can. */
export async function publishPoke(redis: Redis, databaseUrl: string, text: string): Promise<boolean> {
  try {
    await redis.publish(channelFor(databaseUrl), text);
    return true;
  } catch {
    return false;
  }
}

/** Listens on its own connection. Returns the function that ends it. */
export function subscribeToPokes(redis: Redis, databaseUrl: string, self: string, bus: Bus, log: Logger): () => void {
  // Unlike elsewhere the offline queue is used: the only command is SUBSCRIBE, which must arrive whenever Redis does.
  const subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined });
  subscriber.on("error", (error: Error & { code?: string }) => log.debug({ reason: error.code ?? error.name }, "redis pokes"));
  subscriber.on("message", (_channel: string, text: string) => hear(self, text, bus));
  let before = false;
  subscriber.on("ready", () => {
    // Pokes sent while it was away are lost, so all readers look for themselves.
    if (before) bus.publish([]);
    before = true;
  });
  subscriber.subscribe(channelFor(databaseUrl)).catch((error: unknown) => log.debug({ reason: String(error) }, "redis pokes"));
  return () => subscriber.disconnect();
}
