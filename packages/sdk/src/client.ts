import { createTRPCUntypedClient, httpLink } from "@trpc/client";
import type { AnyTRPCRouter } from "@trpc/server";
import { withRetries } from "./retry.ts";
import { streamEvents } from "./stream.ts";
import { SURFACE } from "./surface.ts";
import type { Manner } from "./surface.ts";
import type { Amanat, AmanatOptions, CallOptions, StreamOptions } from "./types.ts";

/** An unanswered try counts as failed after this long; what waits longer than that has lost its connection. */
const ANSWER_WITHIN_MS = 30_000;

/** Random enough to name one intent, also on pages without a secure context. */
function freshKey(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return `sdk-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Writes of people who are signed in happen once per key, so that a lost answer may be asked for again; signing in has no key. */
function isKeyed(path: string, manner: Manner): boolean {
  return manner !== "query" && !path.startsWith("auth.");
}

/**
 * A client of one Amanat installation. Every procedure is a typed function under its namespace;
 * failures reject with `AmanatError`. Calls that may be sent again safely are, a few times.
 *
 * @example
 * const amanat = createAmanat({ baseUrl: "https://amanat.example" });
 * const { token } = await amanat.auth.signIn({ email, password });
 * amanat.setToken(token);
 * const { data } = await amanat.marketplace.listRequests({ limit: 20 });
 */
export function createAmanat(options: AmanatOptions): Amanat {
  let token = options.token ?? null;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const url = `${options.baseUrl.replace(/\/+$/, "")}/api/trpc`;
  const client = createTRPCUntypedClient<AnyTRPCRouter>({
    links: [
      // One call per request: money mutations may not travel in a batch, and the rest gain little by it.
      httpLink<AnyTRPCRouter>({
        url,
        fetch: (input, init) => send(input as string, init as RequestInit),
        headers: ({ op }) => ({
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(typeof op.context["idempotencyKey"] === "string" ? { "idempotency-key": op.context["idempotencyKey"] } : {}),
        }),
      }),
    ],
  });

  const call =
    (path: string, manner: Manner) =>
    async (input: unknown, callOptions: CallOptions = {}) => {
      const { signal } = callOptions;
      const idempotencyKey = callOptions.idempotencyKey ?? (isKeyed(path, manner) ? freshKey() : undefined);
      const once = () => {
        const patience = AbortSignal.timeout(ANSWER_WITHIN_MS);
        const request = {
          signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
          context: idempotencyKey === undefined ? {} : { idempotencyKey },
        };
        return manner === "query" ? client.query(path, input, request) : client.mutation(path, input ?? {}, request);
      };
      return withRetries(once, { repeatable: manner === "query" || idempotencyKey !== undefined, signal });
    };

  const namespaces = Object.entries(SURFACE).map(([namespace, procedures]) => [
    namespace,
    Object.freeze(Object.fromEntries(Object.entries(procedures).map(([name, manner]) => [name, call(`${namespace}.${name}`, manner)]))),
  ]);
  const connection = { url, token: () => token, fetch: send };
  return Object.freeze({
    // The types of SURFACE are those of Amanat: both are made from the same catalogue.
    ...(Object.fromEntries(namespaces) as Omit<Amanat, "events" | "setToken">),
    events: Object.freeze({ stream: (streamOptions: StreamOptions = {}) => streamEvents(connection, streamOptions) }),
    setToken: (next: string | null) => {
      token = next;
    },
  }) as Amanat;
}
