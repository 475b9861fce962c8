import { type Ctx, createCtx } from "@amanat/db";
import { DomainError, type Actor, type Surface } from "@amanat/contracts";
import type { Budget } from "@amanat/limits";
import type { Services } from "./services.ts";

declare const opaque: unique symbol;

/**
 * What `typeof appRouter` shows of a call's context: nothing. The real one lives in a map private
 * to this module, so that the router's type never names the server's inside.
 */
export interface PublicContext {
  readonly [opaque]: true;
}

/** What a transport knows about the call, before anybody is believed. */
export interface CallInfo {
  readonly actor: Actor;
  /** A token came with the call and names no live session. */
  readonly staleToken: boolean;
  readonly correlationId: string;
  readonly idempotencyKey: string | null;
  /** `X-Step-Up`: a proof of presence for this call. */
  readonly stepUp: string | null;
  /** Where the call comes from; see `addressOf`. Empty for calls made inside the process. */
  readonly address: string;
  readonly userAgent: string;
  readonly surface: Surface;
  /** Gives the browser its session's new token with the answer. Does nothing where there is no browser. */
  readonly keepCookie: (token: string) => void;
}

/** The call as procedures see it. */
export interface Call extends CallInfo {
  readonly ctx: Ctx;
  readonly services: Services;
  /** What was left of each allowance the request's calls took from. */
  readonly budgets: Budget[];
  /** A try at signing in that is served before strangers' tries. */
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
  calls.set(context, { ...info, services, budgets: [], trusted: false, ctx: createCtx(services.db, info.actor, options) });
  return context;
}

/** The call behind a context made here; a context made elsewhere is refused. */
export function callOf(context: PublicContext): Call {
  const call = calls.get(context);
  if (!call) throw new DomainError("INTERNAL_SERVER_ERROR");
  return call;
}
