import { appendEvents, requireUser, type TxCtx } from "@amanat/db";

/** Says to the operator's pages that what they show is not as it was. */
export async function sayChanged(tx: TxCtx, what: "policy" | "hold" | "purge", subjectId: string): Promise<void> {
  const actorRole = tx.actor.kind === "user" && requireUser(tx.actor).roles.includes("admin") ? "admin" : "system";
  await appendEvents(tx, [
    { type: "retention.changed.v1", subjectId, payload: { what }, channels: ["role:admin", "role:guard"], reacts: false, actorRole },
  ]);
}
