import type {
  Namespace,
  Procedures,
  StepUpBegun,
  StepUpDemand,
  StepUpProof,
  StreamedEvent,
  StreamedSignal,
  TokenPair,
} from "@amanat/contracts";
import type * as z from "zod";
import type { AmanatError } from "./error.ts";

/** What a call may be told besides its input. */
export type CallOptions = {
  /**
   * Names this intent (8–128 of `A-Za-z0-9._:-`): the same key and input replay the stored answer.
   * Every write outside `auth` gets a fresh one by itself; pass your own to survive a restart of your program.
   */
  idempotencyKey?: string;
  /** Your own id of this call (8–128 of `A-Za-z0-9._:-`): in the audit trail, events, log lines and errors. Otherwise the server makes one. */
  correlationId?: string;
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
  /** Told what nobody stores: that somebody is there, or is writing. It has no place in the stream, and what is missed never comes again. */
  onSignal?: (signal: StreamedSignal) => void;
  /** Told when events can come, and when the connection is lost; it is made again by itself. */
  onConnection?: (state: "open" | "lost") => void;
  /**
   * Called when the stream had to begin anew, from now: its place is of a past that the server no longer has (it was restored), or another
   * person's, or it had none yet when it broke. What happened in between is not told, so ask again for whatever you keep. It is called
   * before anything that happens from then on is handed out. Without it, a place that is refused fails the stream with INVALID_CURSOR.
   */
  onGap?: () => void;
};

/** The client `createAmanat` makes. */
export type Amanat = { readonly [N in Exclude<Namespace, "events">]: Calls<Procedures[N]> } & {
  readonly events: {
    /** Everything that happens to the signed-in person's deals, once each, across reconnects. */
    stream(options?: StreamOptions): AsyncIterable<StreamItem>;
  };
  /**
   * Who to be from the next call on: the pair a sign-in answered with, which the client then renews by itself; an API key,
   * or an access token without what renews it, as text; null for nobody (or the browser's cookie).
   */
  setToken(credential: Credential): void;
};

/** What `auth.signIn` and its sisters answer with, kept to be renewed. */
export type Tokens = Pick<TokenPair, "accessToken" | "refreshToken">;
export type Credential = Tokens | string | null;

export type AmanatOptions = {
  /** Where Amanat answers, for example `https://amanat.example`; empty in a browser for its own origin. */
  baseUrl: string;
  /** Tokens from a sign-in, or an API key. In a browser leave it out: the session cookie serves. */
  token?: Credential;
  /** Told every renewed pair, so that a program that restarts can go on with the last one. */
  onTokens?: (tokens: TokenPair) => void;
  /**
   * Proves that the person is there when a call demands it: shows the demand, signs what `begun` offers, answers with the
   * proof. The call is then sent again by itself. Reject to give up: the call fails with the rejection. A password
   * or mailed code that did not fit may be typed again: then it is called once more, with what was wrong; `over` resolves when
   * it is not called again. Answering "another" has another code mailed, and it is called with what was begun anew, or with why
   * not. Without it such calls fail with STEP_UP_REQUIRED.
   */
  stepUp?: (begun: StepUpBegun, demand: StepUpDemand, failed: AmanatError | null, over: Promise<void>) => Promise<StepUpProof | "another">;
  /** Another `fetch`, for proxies and tests. */
  fetch?: typeof globalThis.fetch;
};
