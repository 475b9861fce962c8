import { DomainError, type PersonRow, type Role, uuidOf } from "@amanat/contracts";
import { audit, closeDeadline, newId, now, pokeAfterCommit, setDeadline, type TxCtx } from "@amanat/db";
import { adminWaitMs } from "./admins.ts";
import { tellAdmins, tellNewAdmin } from "./news.ts";
import { lockPerson } from "./people.ts";
import { personRowOf, type Row, rowById } from "./person-rows.ts";
import { endSessions } from "./sessions.ts";
import { type AdminGrantRow, changeUser, endAdminGrant, insertAdminGrant } from "./write-rows.ts";

export const ADMIN_GRANT = "admin_grant";

export function waitingFor(tx: TxCtx, userId: string): Promise<AdminGrantRow | null> {
  return tx.tx.adminGrant.findFirst({ where: { userId, outcome: null } });
}

/**
 * Requests that a person becomes an admin; a waiting grant for the same person ends. Every admin who can confirm or stop it is told. The
 * caller has locked the person.
 */
export async function askForAdmin(tx: TxCtx, before: Row, asked: { by: string; roles: Role[] }): Promise<void> {
  const at = await now(tx);
  await stopWaiting(tx, before.id, asked.by);
  const dueAt = new Date(at.getTime() + (await adminWaitMs(tx)));
  const row = await insertAdminGrant(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    userId: before.id,
    roles: asked.roles,
    askedById: asked.by,
    askedAt: at,
    dueAt,
  });
  await setDeadline(tx, { purpose: ADMIN_GRANT, subjectId: row.id, dueAt });
  await tellAdmins(tx, row);
}

/** Ends a person's waiting grants. The caller has locked the person. */
export async function stopWaiting(tx: TxCtx, userId: string, byId: string): Promise<void> {
  const waiting = await waitingFor(tx, userId);
  if (!waiting) return;
  await endAdminGrant(tx, waiting, { outcome: "stopped", endedById: byId, endedAt: await now(tx) });
  await closeDeadline(tx, { purpose: ADMIN_GRANT, subjectId: waiting.id });
}

export async function lockWaiting(tx: TxCtx, userId: string, adminId: string): Promise<{ person: Row; waiting: AdminGrantRow }> {
  const id = uuidOf("user", userId);
  if (id === null) throw new DomainError("NOT_FOUND");
  for (const one of [id, adminId].toSorted()) await lockPerson(tx, one);
  const person = await rowById(tx, id);
  if (!person) throw new DomainError("NOT_FOUND");
  const waiting = await waitingFor(tx, id);
  if (!waiting) throw new DomainError("INVALID_STATE");
  return { person, waiting };
}

export async function giveAdmin(tx: TxCtx, person: Row, waiting: AdminGrantRow, endedById: string | null): Promise<PersonRow> {
  const at = await now(tx);
  await endAdminGrant(tx, waiting, { outcome: "given", endedById, endedAt: at });
  await closeDeadline(tx, { purpose: ADMIN_GRANT, subjectId: waiting.id }, "done");
  await changeUser(tx, { id: person.id }, { roles: waiting.roles, adminSince: at });
  await endSessions(tx, { userId: person.id }, "roles_changed");
  pokeAfterCommit(tx, [`user:${person.id}`]);
  await tellNewAdmin(tx, person.id);
  await audit(tx, {
    action: "auth.admin.given",
    subjectKind: "user",
    subjectId: person.id,
    payload: { grant: waiting.id, askedBy: waiting.askedById },
  });
  return personRowOf({ ...person, roles: waiting.roles, version: person.version + 1 }, null);
}
