import { createHash } from "node:crypto";
import { type Actor, DomainError, type Role, type StepUpDemand, type SystemActor, type UserActor } from "@amanat/contracts";
import { now, type TxCtx } from "./context.ts";
import { bytes, digestOf } from "./json.ts";

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

/** What a grant is bound to: the whole demand. */
export function demandHash(demand: StepUpDemand): Uint8Array<ArrayBuffer> {
  const { action, subject, amount, asset, destination } = demand;
  return digestOf({ action, subject, amount, asset, destination });
}

/**
 * Requires a fresh proof of presence for exactly this demand, and uses it up when the transaction commits. The caller builds the demand
 * from locked rows, never from its input. If the session ended while the call waited, the proof is void: roles and passwords change by
 * ending sessions.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED (none, used, expired, of another or an ended session, or for another demand).
 */
export async function requireStepUp(tx: TxCtx, demand: StepUpDemand): Promise<void> {
  const user = requireUser(tx.actor);
  const at = await now(tx);
  const spent =
    tx.stepUp === null
      ? 0
      : await tx.tx.$executeRaw`
          UPDATE "StepUpGrant" SET "consumedAt" = ${at}
          WHERE "hash" = ${grantHash(tx.stepUp)} AND "sessionId" = ${user.sessionId}::uuid
            AND "userId" = ${user.userId}::uuid AND "demandHash" = ${demandHash(demand)} AND "consumedAt" IS NULL AND "expiresAt" > ${at}
            AND EXISTS (SELECT FROM "Session" s WHERE s."id" = "StepUpGrant"."sessionId" AND s."revokedAt" IS NULL AND s."absExpiresAt" > ${at})`;
  if (spent !== 1) refuseWithoutProof(tx, demand);
}

/**
 * Checks the same proof without using it up: for verbs with a costly step that may fail, which call `requireStepUp` afterwards. On its own
 * it protects nothing, since a proof passes here any number of times.
 * Errors: as `requireStepUp`.
 */
export async function requireStepUpAhead(tx: TxCtx, demand: StepUpDemand): Promise<void> {
  const { sessionId, userId } = requireUser(tx.actor);
  const at = await now(tx);
  const hash = tx.stepUp === null ? null : grantHash(tx.stepUp);
  const live = { sessionId, userId, demandHash: demandHash(demand), consumedAt: null, expiresAt: { gt: at } };
  const held = hash !== null && (await tx.tx.stepUpGrant.count({ where: { ...live, hash } })) === 1;
  if (!held) refuseWithoutProof(tx, demand);
}

const grantHash = (token: string) => bytes(createHash("sha256").update(token).digest());

function refuseWithoutProof(tx: TxCtx, demand: StepUpDemand): never {
  tx.log.info({ action: demand.action, subject: demand.subject }, "step-up demanded");
  throw new DomainError("STEP_UP_REQUIRED", undefined, { stepUp: demand });
}
