import { type EventPayload, publicId } from "@amanat/contracts";
import { appendEvents, type TxCtx } from "@amanat/db";

/**
 * Says to a person that how they come into their account is not as it was. In nobody's name: whoever did it may be somebody else who is in it.
 */
export async function tellOwner(
  tx: TxCtx,
  personId: string,
  what: EventPayload<"account.changed.v1">["what"],
  provider: string | null = null,
): Promise<void> {
  const channels = [`user:${personId}`];
  await appendEvents(tx, [{ type: "account.changed.v1", subjectId: personId, payload: { what, provider }, channels, actorRole: "system" }]);
}

/** Says to the admins that somebody is to become one. */
export async function tellAdmins(tx: TxCtx, grant: { readonly id: string; readonly userId: string; readonly dueAt: Date }): Promise<void> {
  const payload = { userId: publicId("user", grant.userId), dueAt: grant.dueAt.toISOString() };
  await appendEvents(tx, [{ type: "account.admin_asked.v1", subjectId: grant.id, payload, channels: ["role:admin"], actorRole: "admin" }]);
}

export async function tellNewAdmin(tx: TxCtx, personId: string): Promise<void> {
  const payload = { userId: publicId("user", personId) };
  const channels = [`user:${personId}`, "role:admin"];
  await appendEvents(tx, [{ type: "account.admin_given.v1", subjectId: personId, payload, channels, actorRole: "system" }]);
}
