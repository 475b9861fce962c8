import { type Actor, DomainError, type Role, type StepUpDemand, type SystemActor, type UserActor } from "@amanat/contracts";
import { type Ctx, now } from "./context.ts";

/** How long a proof of presence counts. */
const STEP_UP_MS = 5 * 60_000;

/** The signed-in person. Errors: AUTHENTICATION_REQUIRED. */
export function requireUser(actor: Actor): UserActor {
  if (actor.kind !== "user") throw new DomainError("AUTHENTICATION_REQUIRED");
  return actor;
}

/** The signed-in person, who has one of the roles. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
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

/**
 * Demands a fresh proof of presence for exactly this action. Until proofs are bound to the demand, a
 * password typed within five minutes counts. Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED.
 */
export async function requireStepUp(ctx: Ctx, demand: StepUpDemand): Promise<void> {
  const { stepUpAt } = requireUser(ctx.actor);
  const at = await now(ctx);
  if (stepUpAt === null || at.getTime() - stepUpAt.getTime() > STEP_UP_MS) {
    ctx.log.info({ action: demand.action, subject: demand.subject }, "step-up demanded");
    throw new DomainError("STEP_UP_REQUIRED");
  }
}
