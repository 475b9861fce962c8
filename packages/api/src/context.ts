import { type Ctx, createCtx } from "@amanat/db";
import { DomainError, type Actor, type Surface } from "@amanat/contracts";
import type { Budget } from "@amanat/limits";
import type { Kept } from "./kept-answers.ts";
import type { Services } from "./services.ts";

declare const opaque: unique symbol;

/**
 * The public type of a call's context: empty. The real context lives in a map private to this module, so that `typeof appRouter` never names
 * the server's internal types.
 */
export interface PublicContext {
  readonly [opaque]: true;
}

/** What a transport knows about a call before anything is verified. */
export interface CallInfo {
  readonly actor: Actor;
  /** The call came with a token that names no live session. */
  readonly staleToken: boolean;
  readonly correlationId: string;
  readonly idempotencyKey: string | null;
  /** `X-Step-Up`: a proof of presence for this call. */
  readonly stepUp: string | null;
  /** Where the call comes from (`addressOf`). Empty for in-process calls. */
  readonly address: string;
  readonly userAgent: string;
  readonly surface: Surface;
  /** `Cache-Control: no-cache`: no answer that was kept will do. */
  readonly fresh?: boolean;
  /** Sends the browser its session's new token with the answer. Does nothing without a browser. */
  readonly keepCookie: (token: string) => void;
}

/** The call as procedures see it. */
export interface Call extends CallInfo {
  readonly ctx: Ctx;
  readonly services: Services;
  /** What is left of each allowance that the request's calls used. */
  readonly budgets: Budget[];
  /** How many of the request's answers may be kept, and were or were not; and those that are, by their place in the batch. */
  readonly keeping: { hits: number; misses: number; readonly kept: Map<number, Kept> };
  /** A sign-in that is served before strangers'. */
  readonly trusted: boolean;
}

const calls = new WeakMap<PublicContext, Call>();

/** Makes the context of one HTTP request or one in-process caller. */
export function createContext(services: Services, info: CallInfo): PublicContext {
  const options = {
    correlationId: info.correlationId,
    idempotencyKey: info.idempotencyKey,
    stepUp: info.stepUp,
    log: services.log,
    ...(services.clock ? { clock: services.clock } : {}),
  };
  const context = Object.freeze({}) as PublicContext;
  calls.set(context, {
    ...info,
    services,
    budgets: [],
    keeping: { hits: 0, misses: 0, kept: new Map() },
    trusted: false,
    ctx: createCtx(services.db, info.actor, options),
  });
  return context;
}

/** The call behind a context made here; any other context is refused. */
export function callOf(context: PublicContext): Call {
  const call = calls.get(context);
  if (!call) throw new DomainError("INTERNAL_SERVER_ERROR");
  return call;
}
