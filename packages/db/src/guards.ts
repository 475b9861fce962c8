import { type Actor, DomainError, type Role, type SystemActor, type UserActor } from "@amanat/contracts";

/** The signed-in person. Errors: AUTHENTICATION_REQUIRED. */
export function requireUser(actor: Actor): UserActor {
  if (actor.kind !== "user") throw new DomainError("AUTHENTICATION_REQUIRED");
  return actor;
}

/** The signed-in person, who must have one of the roles. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export function requireRole(actor: Actor, ...roles: readonly Role[]): UserActor {
  const user = requireUser(actor);
  if (!roles.some((role) => user.roles.includes(role))) throw new DomainError("FORBIDDEN");
  return user;
}

/** One of our own processes. Errors: FORBIDDEN. */
export function requireSystem(actor: Actor): SystemActor {
  if (actor.kind !== "system") throw new DomainError("FORBIDDEN");
  return actor;
}
