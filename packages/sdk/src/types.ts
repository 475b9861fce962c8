import type { Namespace, Procedures, StreamedEvent } from "@amanat/contracts";
import type * as z from "zod";

/** What a call may be told besides its input. */
export type CallOptions = {
  /**
   * Names this intent (8–128 of `A-Za-z0-9._:-`): the same key and input replay the stored answer.
   * Every write outside `auth` gets a fresh one by itself; pass your own to survive a restart of your program.
   */
  idempotencyKey?: string;
  /** Ends the call and its retries; the rejection is the signal's reason. */
  signal?: AbortSignal;
};

type Shape = { input: z.ZodType; output: z.ZodType };

/** One procedure as a function. The input may be left out where nothing has to be said. */
export type Call<P extends Shape> =
  undefined extends z.input<P["input"]>
    ? (input?: z.input<P["input"]>, options?: CallOptions) => Promise<z.output<P["output"]>>
    : (input: z.input<P["input"]>, options?: CallOptions) => Promise<z.output<P["output"]>>;

/** A namespace of the API: every procedure under its own name. */
export type Calls<N extends Record<string, Shape>> = { readonly [P in keyof N]: Call<N[P]> };

/** One event of the stream, with the signed cursor that resumes after it. */
export type StreamItem = { id: string; event: StreamedEvent };

export type StreamOptions = {
  /** The `id` of the last item seen, from this or an earlier run. Without it the stream starts now. */
  lastEventId?: string;
  /** Ends the stream: the iteration finishes without an error. */
  signal?: AbortSignal;
};

/** The client `createAmanat` makes. */
export type Amanat = { readonly [N in Exclude<Namespace, "events">]: Calls<Procedures[N]> } & {
  readonly events: {
    /** Everything that happens to the signed-in person's deals, once each, across reconnects. */
    stream(options?: StreamOptions): AsyncIterable<StreamItem>;
  };
  /** Use this bearer from the next call on; null goes back to anonymous (or to the browser's cookie). */
  setToken(token: string | null): void;
};

export type AmanatOptions = {
  /** Where Amanat answers, for example `https://amanat.example`; empty in a browser for its own origin. */
  baseUrl: string;
  /** A bearer from `auth.signIn`. In a browser leave it out: the session cookie serves. */
  token?: string | null;
  /** Another `fetch`, for proxies and tests. */
  fetch?: typeof globalThis.fetch;
};
