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

/** Says to a person what was ruled about them. In nobody's name: the ruling says who made it. */
export async function tellSanction(
  tx: TxCtx,
  personId: string,
  type: "user.warned.v1" | "user.restricted.v1",
  cause: string,
): Promise<void> {
  const payload = { userId: publicId("user", personId), cause };
  await appendEvents(tx, [{ type, subjectId: personId, payload, channels: [`user:${personId}`, "role:admin"], actorRole: "system" }]);
}

/** Nothing of theirs runs any more. */
export async function tellBanned(tx: TxCtx, personId: string): Promise<void> {
  await tellStanding(tx, personId, "user.banned.v1");
}

/** Their account is closed. */
export async function tellLeft(tx: TxCtx, personId: string): Promise<void> {
  await tellStanding(tx, personId, "user.left.v1");
}

export async function tellReinstated(tx: TxCtx, personId: string): Promise<void> {
  await tellStanding(tx, personId, "user.reinstated.v1");
}

async function tellStanding(tx: TxCtx, personId: string, type: "user.banned.v1" | "user.left.v1" | "user.reinstated.v1"): Promise<void> {
  const payload = { userId: publicId("user", personId) };
  await appendEvents(tx, [{ type, subjectId: personId, payload, channels: [`user:${personId}`, "role:admin"], actorRole: "system" }]);
}

/** Says to the admins that there is somebody new. */
export async function tellOpened(tx: TxCtx, personId: string): Promise<void> {
  const payload = { userId: publicId("user", personId) };
  await appendEvents(tx, [{ type: "account.opened.v1", subjectId: personId, payload, channels: ["role:admin"], actorRole: "system" }]);
}
