import { createHash } from "node:crypto";
import { DomainError, type StepUpDemand } from "@amanat/contracts";
import { now, type TxCtx } from "./context.ts";
import { requireUser } from "./guards.ts";
import { bytes, digestOf } from "./json.ts";

/** What a grant is bound to: the whole demand. */
export function demandHash(demand: StepUpDemand): Uint8Array<ArrayBuffer> {
  const { action, subject, amount, asset, destination } = demand;
  return digestOf({ action, subject, amount, asset, destination });
}

const grantHash = (token: string) => bytes(createHash("sha256").update(token).digest());

/**
 * Requires a fresh proof of presence for exactly this demand, and uses it up when the transaction commits. The caller builds the demand
 * from locked rows, never from its input. If the session ended while the call waited, the proof is void: roles and passwords change by
 * ending sessions.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED (none, used, expired, of another or an ended session, or for another demand).
 */
export async function requireStepUp(tx: TxCtx, demand: StepUpDemand): Promise<void> {
  const { sessionId, userId } = requireUser(tx.actor);
  const at = await now(tx);
  const spent =
    tx.stepUp === null
      ? 0
      : await tx.tx.$executeRaw`
          UPDATE "StepUpGrant" SET "consumedAt" = ${at}
          WHERE "hash" = ${grantHash(tx.stepUp)} AND "sessionId" = ${sessionId}::uuid
            AND "userId" = ${userId}::uuid AND "demandHash" = ${demandHash(demand)} AND "consumedAt" IS NULL AND "expiresAt" > ${at}
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

function refuseWithoutProof(tx: TxCtx, demand: StepUpDemand): never {
  tx.log.info({ action: demand.action, subject: demand.subject }, "step-up demanded");
  throw new DomainError("STEP_UP_REQUIRED", undefined, { stepUp: demand });
}

export type NewGrant = { token: string; sessionId: string; userId: string; demand: StepUpDemand; method: string; until: Date };

/** Notes that somebody has proved to be there, for exactly this demand. The caller has seen that the session lives. */
export async function insertGrant(tx: TxCtx, { token, demand, until, ...whose }: NewGrant): Promise<void> {
  const createdAt = await now(tx);
  await tx.tx.stepUpGrant.create({
    data: { hash: grantHash(token), demandHash: demandHash(demand), expiresAt: until, createdAt, ...whose },
  });
}

/** Deletes at most so many of the proofs that expired before a moment, and says how many it was. Several callers do not wait for each other. */
export function forgetGrants(tx: TxCtx, before: Date, most: number): Promise<number> {
  return tx.tx.$executeRaw`
    DELETE FROM "StepUpGrant" WHERE "hash" IN (
      SELECT "hash" FROM "StepUpGrant" WHERE "expiresAt" < ${before} ORDER BY "expiresAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`;
}
