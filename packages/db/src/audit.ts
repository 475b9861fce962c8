import { randomBytes } from "node:crypto";
import { now, type TxCtx } from "./context.ts";
import { newId } from "./ids.ts";
import { bytes, digestOf, type Json } from "./json.ts";

export type NewAuditEntry = {
  /** Dotted name of what was done: `payout.approve`. */
  action: string;
  subjectKind: string;
  /** Raw uuid, or null when the action has no single subject. */
  subjectId: string | null;
  /** Redacted: no secrets, no personal data beyond ids. */
  payload: Json;
};

/**
 * Writes who did what, in the transaction that did it. The salted digest is what a later chain seals,
 * so that the readable payload can be erased on request without breaking it.
 */
export async function audit(tx: TxCtx, entry: NewAuditEntry): Promise<void> {
  const { actor } = tx;
  const id = newId();
  const at = await now(tx);
  const salt = bytes(randomBytes(16));
  const actorId = actor.kind === "user" ? actor.userId : null;
  const sessionId = actor.kind === "user" ? actor.sessionId : null;
  const actorKind = actor.kind === "system" ? `system:${actor.process}` : actor.kind;
  const digest = digestOf({ id, at, actorKind, actorId, sessionId, ...entry, salt: Buffer.from(salt).toString("hex") });
  await tx.tx.$executeRaw`
    INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "actorId", "sessionId", "action", "subjectKind", "subjectId",
      "payload", "salt", "digest", "correlationId", "xid", "at")
    VALUES (${id}::uuid, ${actor.tenantId}::uuid, ${actorKind}, ${actorId}::uuid, ${sessionId}::uuid, ${entry.action}, ${entry.subjectKind},
      ${entry.subjectId}::uuid, ${JSON.stringify(entry.payload)}::jsonb, ${salt}, ${digest}, ${tx.correlationId},
      pg_current_xact_id()::text::bigint, ${at})`;
}
