import { createTRPCUntypedClient, httpSubscriptionLink } from "@trpc/client";
import type { AnyTRPCRouter } from "@trpc/server";
import type { EventSource as PonyfillEventSource, EventSourceInit } from "eventsource";
import { asAmanatError } from "./error.ts";
import type { AmanatError } from "./error.ts";
import type { Keyring } from "./credential.ts";
import { backoff, pause } from "./retry.ts";
import type { StreamedSignal } from "@amanat/contracts";
import type { StreamItem, StreamOptions } from "./types.ts";

/** Failures in a row, with nothing received between them, after which the stream gives up. */
const FAILURES = 40;

type Connection = { url: string; keyring: Pick<Keyring, "bearer" | "holds" | "renew">; fetch: typeof globalThis.fetch };

/** The browser's own EventSource and the ponyfill are called alike. */
type EventSourceConstructor = typeof PonyfillEventSource;

/**
 * The browser's EventSource carries the cookie but no header, so a bearer needs the ponyfill,
 * which is loaded only then.
 */
async function eventSourceFor(connection: Connection): Promise<{ EventSource: EventSourceConstructor; init: () => EventSourceInit }> {
  if (!connection.keyring.holds() && typeof globalThis.EventSource === "function") {
    return { EventSource: globalThis.EventSource as unknown as EventSourceConstructor, init: () => ({ withCredentials: false }) };
  }
  const { EventSource } = await import("eventsource");
  const init = () => ({
    // The token is read at every reconnect: a stream outlives the token it began with.
    fetch: async (url: string | URL | Request, request: RequestInit | undefined) => {
      const headers = new Headers(request?.headers);
      const token = await connection.keyring.bearer();
      if (token !== null) headers.set("authorization", `Bearer ${token}`);
      return connection.fetch(url, { ...request, headers });
    },
  });
  return { EventSource, init };
}

/** One subscription as a queue; ends when the server closes it, fails when it breaks. */
async function* subscribeOnce(
  connection: Connection,
  lastEventId: string | undefined,
  signal: AbortSignal,
  { onConnection: tell = () => undefined, onSignal }: Pick<StreamOptions, "onConnection" | "onSignal">,
): AsyncGenerator<StreamItem | "open"> {
  const { EventSource, init } = await eventSourceFor(connection);
  const client = createTRPCUntypedClient<AnyTRPCRouter>({
    links: [httpSubscriptionLink<AnyTRPCRouter, EventSourceConstructor>({ url: connection.url, EventSource, eventSourceOptions: init })],
  });
  const queue: (StreamItem | "open")[] = [];
  let ended: { error: unknown } | "done" | null = null;
  let wake: () => void = () => undefined;
  const finish = (how: { error: unknown } | "done") => {
    ended ??= how;
    wake();
  };
  const subscription = client.subscription("events.stream", lastEventId === undefined ? {} : { lastEventId }, {
    signal,
    onStarted: () => {
      queue.push("open");
      wake();
    },
    onData: (value) => {
      // A signal has no id of its own: the browser gives it the last event's, if there was one.
      const item = value as { id: string; data: StreamItem["event"] | StreamedSignal };
      const signal = "signal" in item ? (item as unknown as StreamedSignal) : "signal" in item.data ? item.data : null;
      if (signal !== null) return onSignal?.(signal);
      if (!("type" in item.data)) return;
      queue.push({ id: item.id, event: item.data });
      wake();
    },
    onConnectionStateChange: ({ state, error }) => {
      if (state === "pending") tell("open");
      else if (state === "connecting" && error !== null) tell("lost");
    },
    onError: (error) => finish({ error }),
    onComplete: () => finish("done"),
  });
  const onAbort = () => finish("done");
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    while (true) {
      for (const item of queue.splice(0)) yield item;
      const end = ended as { error: unknown } | "done" | null;
      if (queue.length > 0) continue;
      if (end === "done") return;
      if (end !== null) throw end.error;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    subscription.unsubscribe();
  }
}

/** Events without end: reconnects by itself and resumes after the last item handed out, or says that it could not. */
export async function* streamEvents(connection: Connection, options: StreamOptions): AsyncGenerator<StreamItem, void, undefined> {
  const ac = new AbortController();
  const stop = () => ac.abort();
  if (options.signal?.aborted) return;
  options.signal?.addEventListener("abort", stop, { once: true });
  let lastEventId = options.lastEventId;
  let failures = 0;
  // Something stood before: a stream that now opens without a place tells nothing of what happened since.
  let begun = lastEventId !== undefined;
  const tell = options.onConnection ?? (() => undefined);
  try {
    while (!ac.signal.aborted) {
      let failure: AmanatError | null = null;
      let first = true;
      try {
        for await (const item of subscribeOnce(connection, lastEventId, ac.signal, options)) {
          failures = 0;
          if (item === "open") {
            // Opened again by itself, the connection names its place; the first time it has only what it was given.
            if (first && begun && lastEventId === undefined) options.onGap?.();
            [first, begun] = [false, true];
            continue;
          }
          lastEventId = item.id;
          yield item;
        }
      } catch (error) {
        failure = asAmanatError(error);
      }
      if (ac.signal.aborted) return;
      tell("lost");
      failures += 1;
      // The bearer ended while nobody called: with a new one the stream goes on.
      if (failure?.code === "INVALID_TOKEN" && failures < 3 && (await connection.keyring.renew(await connection.keyring.bearer())))
        continue;
      const anew = failure?.code === "INVALID_CURSOR" && begun && options.onGap !== undefined;
      if (anew) lastEventId = undefined;
      if (failure !== null && ((!failure.retryable && !anew) || failures >= FAILURES)) throw failure;
      await pause(100 + backoff(failures), ac.signal).catch(() => undefined);
    }
  } finally {
    options.signal?.removeEventListener("abort", stop);
    ac.abort();
  }
}
