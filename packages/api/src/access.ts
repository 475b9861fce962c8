import { type Access, DomainError, isDomainError, isIdempotencyKey, type UserActor } from "@amanat/contracts";
import { anonymous, networkIsFamiliar } from "@amanat/auth";
import type { Budget, Limits, Tier } from "@amanat/limits";
import { type Call, callOf, createContext } from "./context.ts";
import { networkOf } from "./http/address.ts";
import { evenly } from "./limits/even.ts";
import { guess } from "./limits/guesses.ts";
import { mailing } from "./limits/mails.ts";
import type { Services } from "./services.ts";

/**
 * Checks the part of a procedure's matrix row that needs no database row: who may call it, how often, with which API key, and that money has
 * an Idempotency-Key. Ownership and state are the verb's.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_TOKEN, FORBIDDEN, ACCOUNT_RESTRICTED, SCOPE_MISSING, RATE_LIMITED, VALIDATION_ERROR.
 */
export async function admit(call: Call, access: Access): Promise<void> {
  // Before counting: a program whose token has expired must be told so, however many share its network.
  if (access.who !== "public") requireRoles(call, access.who);
  requireStanding(call, access);
  await takeRate(call, access);
  requireScope(call, access);
  requireKey(call, access);
}

/** Whoever is restricted begins nothing new. Errors: ACCOUNT_RESTRICTED. */
function requireStanding({ actor }: Call, access: Access): void {
  if (actor.kind === "user" && actor.restricted === true && !access.restricted) throw new DomainError("ACCOUNT_RESTRICTED");
}

/** An API key may do what its scopes name, and nothing that needs a person. Errors: SCOPE_MISSING. */
function requireScope(call: Call, access: Access): void {
  const scopes = call.actor.kind === "user" ? call.actor.scopes : null;
  if (scopes === null || (access.scope !== null && scopes.includes(access.scope))) return;
  throw new DomainError("SCOPE_MISSING", access.scope === null ? "No API key may do this: sign in as a person." : undefined, {
    issues: [{ path: "scope", code: access.scope ?? "person_only" }],
  });
}

async function takeRate(call: Call, access: Access): Promise<void> {
  const { limits } = call.services;
  // Attempts to prove an identity are counted when their input is known: see `attempt`.
  if (!limits || access.rate === "none" || access.rate === "auth" || access.rate === "mail" || access.rate === "refresh") return;
  const [tier, key] = allowanceOf(call, access.rate, access);
  call.budgets.push(await limits.take(tier, key));
}

/** Which allowance a call uses, and whose. */
function allowanceOf(call: Call, rate: "read" | "polled" | "write" | "money" | "upload" | "ai", access: Access): [Tier, string] {
  if (call.actor.kind !== "user") return [rate === "polled" ? rate : "anonymous", networkOf(call.address)];
  // Staff work through queues and prove presence each time; the payers' allowance is too small for that.
  const staff = rate === "money" && typeof access.who !== "string";
  return [staff ? "write" : rate, call.actor.userId];
}

/**
 * Runs a call and counts it by its tier: `auth` as an attempt to prove an identity, `mail` as a mail that somebody gets, `refresh` by its
 * failures. Other calls just run. A call that only asks for a proof of presence is not counted.
 * Errors: RATE_LIMITED, CAPTCHA_REQUIRED, UPSTREAM_ERROR, and the call's own.
 */
export function attempt<T>(call: Call, access: Access, input: unknown, run: (call: Call) => Promise<T>): Promise<T> {
  const { limits, captcha } = call.services;
  if (!limits || access.rate === "none" || access.rate === "read" || access.rate === "polled") return run(call);
  if (access.rate === "refresh") return renewal(limits, networkOf(call.address), () => run(call));
  if (access.rate !== "auth" && access.rate !== "mail") return provable(limits, allowanceOf(call, access.rate, access), () => run(call));
  const person = access.who !== "public" && call.actor.kind === "user" ? call.actor.userId : null;
  const from = { address: call.address, captcha: textOf(input, "captcha") };
  const email = textOf(input, "email");
  const answered = (found: Call): Promise<T> => (person === null ? evenly(() => run(found)) : run(found));
  const tell = (budget: Budget) => void call.budgets.push(budget);
  if (access.rate === "mail") return mailing({ limits, captcha, tell }, { ...from, person, mailbox: email }, () => answered(call));
  const familiar = (account: string, network: string) => networkIsFamiliar(call.ctx, account, (address) => networkOf(address) === network);
  const by = { ...from, account: person ?? email, signedIn: person !== null };
  return guess({ limits, captcha, familiar, tell }, by, (trust) => answered({ ...call, ...trust }));
}

/**
 * Counts failed refreshes. A token of 256 bits can not be guessed, so only the cost of a flood is limited; people who are signed in on a
 * flooding network keep their sessions. An invented token costs one query.
 * Errors: RATE_LIMITED instead of INVALID_TOKEN, and the run's own.
 */
async function renewal<T>(limits: Limits, network: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isDomainError(error) && error.code === "INVALID_TOKEN") await limits.take("refresh", network);
    throw error;
  }
}

/** A call that asks for a proof of presence is made twice and counted once. */
async function provable<T>(limits: Limits, allowance: [Tier, string], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isDomainError(error) && error.code === "STEP_UP_REQUIRED") await limits.giveBack(...allowance);
    throw error;
  }
}

/** How a browser's way in through next-auth is counted. */
const SIGN_IN: Access = {
  who: "public",
  ownership: "proves it",
  state: "any",
  rate: "auth",
  audit: "write",
  restricted: true,
  scope: null,
};

/**
 * The same for ways in that are no procedure: next-auth's, which end in a cookie.
 * Errors: RATE_LIMITED, CAPTCHA_REQUIRED, UPSTREAM_ERROR, and the run's own.
 */
export function attemptFrom<T>(
  services: Services,
  { address, userAgent }: { address: string; userAgent: string },
  input: unknown,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  const nothing = { staleToken: false, idempotencyKey: null, stepUp: null, keepCookie: () => undefined } as const;
  const info = { ...nothing, address, userAgent, actor: anonymous(), correlationId: crypto.randomUUID(), surface: "web" } as const;
  return attempt(callOf(createContext(services, info)), SIGN_IN, input, run);
}

function textOf(input: unknown, name: string): string | null {
  if (typeof input !== "object" || input === null || !(name in input)) return null;
  const value: unknown = (input as Record<string, unknown>)[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function requireRoles(call: Call, who: Exclude<Access["who"], "public">): UserActor {
  const { actor } = call;
  if (actor.kind !== "user") throw new DomainError(call.staleToken ? "INVALID_TOKEN" : "AUTHENTICATION_REQUIRED");
  if (who !== "user" && !who.some((role) => actor.roles.includes(role))) throw new DomainError("FORBIDDEN");
  return actor;
}

function requireKey(call: Call, access: Access): void {
  const key = call.idempotencyKey;
  if (key === null && access.rate !== "money") return;
  if (key !== null && isIdempotencyKey(key)) return;
  const code = key === null ? "required" : "invalid_format";
  throw new DomainError("VALIDATION_ERROR", "Money needs an Idempotency-Key: 8 to 128 of A-Za-z0-9._:-", {
    issues: [{ path: "Idempotency-Key", code }],
  });
}
