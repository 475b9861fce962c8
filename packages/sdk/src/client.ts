import type { StepUpDemand, TokenPair } from "@amanat/contracts";
import { SURFACE } from "#finished";
import { createTRPCUntypedClient, httpLink } from "@trpc/client";
import type { AnyTRPCRouter } from "@trpc/server";
import { createKeyring } from "./credential.ts";
import { type AmanatError, asAmanatError } from "./error.ts";
import { withRetries } from "./retry.ts";
import { streamEvents } from "./stream.ts";
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

/** What one HTTP request carries besides its input. */
type Sent = {
  signal: AbortSignal | undefined;
  idempotencyKey: string | undefined;
  correlationId: string | undefined;
  bearer: string | null;
  stepUp: string | undefined;
};

function headersOf(sent: Omit<Sent, "signal">): Record<string, string> {
  return {
    ...(sent.bearer === null ? {} : { authorization: `Bearer ${sent.bearer}` }),
    ...(sent.idempotencyKey === undefined ? {} : { "idempotency-key": sent.idempotencyKey }),
    ...(sent.correlationId === undefined ? {} : { "x-correlation-id": sent.correlationId }),
    ...(sent.stepUp === undefined ? {} : { "x-step-up": sent.stepUp }),
  };
}

/**
 * A client of one Amanat installation. Every procedure is a typed function under its namespace;
 * failures reject with `AmanatError`. Calls that may be sent again safely are, a few times.
 *
 * @example
 * const amanat = createAmanat({ baseUrl: "https://amanat.example" });
 * amanat.setToken(await amanat.auth.signIn({ email, password }));
 * const { data } = await amanat.marketplace.listRequests({ limit: 20 });
 */
export function createAmanat(options: AmanatOptions): Amanat {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const url = `${options.baseUrl.replace(/\/+$/, "")}/api/trpc`;
  const client = createTRPCUntypedClient<AnyTRPCRouter>({
    links: [
      // One call per request: money mutations may not travel in a batch, and the rest gain little by it.
      httpLink<AnyTRPCRouter>({
        url,
        fetch: (input, init) => send(input as string, init as RequestInit),
        headers: ({ op }) => headersOf(op.context as Omit<Sent, "signal">),
      }),
    ],
  });
  const keyring = createKeyring(
    options.token ?? null,
    (refreshToken) =>
      // Asking twice is safe: whoever asks again at once is told the same pair.
      withRetries(() => sendOnce("auth.refresh", "mutation", { refreshToken }, nobody) as Promise<TokenPair>, {
        repeatable: true,
        signal: undefined,
      }),
    options.onTokens,
  );

  function sendOnce(path: string, manner: Manner, input: unknown, sent: Sent): Promise<unknown> {
    const { signal, ...context } = sent;
    const patience = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const request = { signal: signal === undefined ? patience : AbortSignal.any([signal, patience]), context };
    return manner === "query" ? client.query(path, input, request) : client.mutation(path, input ?? {}, request);
  }

  /** With the bearer of the moment; once more with a new one when it had just ended. */
  async function sendAs(path: string, manner: Manner, input: unknown, sent: Omit<Sent, "bearer">): Promise<unknown> {
    const bearer = await keyring.bearer();
    try {
      return await sendOnce(path, manner, input, { ...sent, bearer });
    } catch (thrown) {
      const error = asAmanatError(thrown);
      if (error.code !== "INVALID_TOKEN" || bearer === null || !(await keyring.renew(bearer))) throw error;
      return sendOnce(path, manner, input, { ...sent, bearer: await keyring.bearer() });
    }
  }

  const call =
    (path: string, manner: Manner) =>
    async (input: unknown, callOptions: CallOptions = {}) => {
      const { signal, correlationId } = callOptions;
      const idempotencyKey = callOptions.idempotencyKey ?? (isKeyed(path, manner) ? freshKey() : undefined);
      const retrying = { repeatable: manner === "query" || idempotencyKey !== undefined, signal };
      const tried = (stepUp: string | undefined) =>
        withRetries(() => sendAs(path, manner, input, { signal, idempotencyKey, correlationId, stepUp }), retrying);
      try {
        return await tried(undefined);
      } catch (thrown) {
        const error = asAmanatError(thrown);
        if (error.stepUp === null || options.stepUp === undefined) throw thrown;
        return tried(await prove(amanat, error.stepUp, options.stepUp));
      }
    };

  const namespaces = Object.entries(SURFACE).map(([namespace, procedures]) => [
    namespace,
    Object.freeze(Object.fromEntries(Object.entries(procedures).map(([name, manner]) => [name, call(`${namespace}.${name}`, manner)]))),
  ]);
  const connection = { url, keyring, fetch: send };
  const amanat = Object.freeze({
    // The types of SURFACE are those of Amanat: both are made from the same catalogue.
    ...(Object.fromEntries(namespaces) as Omit<Amanat, "events" | "setToken">),
    events: Object.freeze({ stream: (streamOptions: StreamOptions = {}) => streamEvents(connection, streamOptions) }),
    setToken: keyring.set,
  }) as Amanat;
  return amanat;
}

const nobody: Sent = { signal: undefined, idempotencyKey: undefined, correlationId: undefined, bearer: null, stepUp: undefined };

/** Asks for what can be signed, has it signed, and gets the token for one call. */
async function prove(amanat: Amanat, demand: StepUpDemand, stepUp: NonNullable<AmanatOptions["stepUp"]>): Promise<string> {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  try {
    let begun = await amanat.auth.beginStepUp({ demand });
    let failed: AmanatError | null = null;
    for (;;) {
      const proof = await stepUp(begun, demand, failed, over);
      try {
        if (proof !== "another") return (await amanat.auth.completeStepUp({ challengeId: begun.challengeId, proof })).token;
        begun = await amanat.auth.beginStepUp({ demand });
        failed = null;
      } catch (thrown) {
        failed = asAmanatError(thrown);
        // A signature spends its challenge; what was mistyped may be typed again until the server counts too many. Without
        // another code, the last one is as good as before.
        if (proof !== "another" && (failed.code !== "STEP_UP_FAILED" || proof.method !== "password")) throw failed;
      }
    }
  } finally {
    end();
  }
}
