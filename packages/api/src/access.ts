import { DomainError, type Access, type UserActor } from "@amanat/contracts";
import type { Call } from "./context.ts";

const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;

/**
 * The part of a procedure's matrix row that needs no row of the database: who may call it at all,
 * how often, with which API key, and that money carries a key of its own. Ownership and state are the verb's.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_TOKEN, FORBIDDEN, SCOPE_MISSING, RATE_LIMITED, VALIDATION_ERROR.
 */
export async function admit(call: Call, access: Access): Promise<void> {
  await takeRate(call, access);
  if (access.who !== "public") requireRoles(call, access.who);
  requireScope(call, access);
  requireKey(call, access);
}

/** A machine does what its key names, and nothing that wants a person. Errors: SCOPE_MISSING. */
function requireScope(call: Call, access: Access): void {
  const scopes = call.actor.kind === "user" ? call.actor.scopes : null;
  if (scopes === null || (access.scope !== null && scopes.includes(access.scope))) return;
  throw new DomainError("SCOPE_MISSING", access.scope === null ? "No API key may do this: sign in as a person." : undefined, {
    issues: [{ path: "scope", code: access.scope ?? "person_only" }],
  });
}

async function takeRate(call: Call, access: Access): Promise<void> {
  const { limits } = call.services;
  if (!limits || access.rate === "none") return;
  const person = call.actor.kind === "user" ? call.actor.userId : null;
  await limits.take(access.rate, access.rate === "auth" ? call.address : (person ?? call.address));
  if (access.rate === "auth" && person !== null) await limits.take("account", person);
}

/**
 * Guesses count against the account they are made at too, or many addresses would have many tries.
 * Errors: RATE_LIMITED.
 */
export async function admitGuess(call: Call, access: Access, input: unknown): Promise<void> {
  if (access.rate !== "auth" || typeof input !== "object" || input === null || !("email" in input)) return;
  await call.services.limits?.take("account", String(input.email));
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
  if (key !== null && IDEMPOTENCY_KEY.test(key)) return;
  const code = key === null ? "required" : "invalid_format";
  throw new DomainError("VALIDATION_ERROR", "Money needs an Idempotency-Key: 8 to 128 of A-Za-z0-9._:-", {
    issues: [{ path: "Idempotency-Key", code }],
  });
}
