import { type byPerson, type confirmAdminInput, DomainError, type PersonRow, type Role, uuidOf } from "@amanat/contracts";
import {
  audit,
  closeDeadline,
  type Ctx,
  inTransaction,
  newId,
  now,
  pokeAfterCommit,
  requireRole,
  requireStepUp,
  requireSystem,
  setDeadline,
  type TxCtx,
} from "@amanat/db";
import type * as z from "zod";
import { adminWaitMs, decidesNow, otherAdmins } from "../internal/admins.ts";
import { lockPerson } from "../internal/people.ts";
import { personRowOf, type Row, rowById } from "../internal/person-rows.ts";
import { type AdminGrantRow, changeUser, endAdminGrant, insertAdminGrant } from "../internal/write-rows.ts";
import { endSessions } from "../internal/sessions.ts";
import { tellPerson } from "../notices.ts";

export const PURPOSE = "admin_grant";

function waitingFor(tx: TxCtx, userId: string): Promise<AdminGrantRow | null> {
  return tx.tx.adminGrant.findFirst({ where: { userId, outcome: null } });
}

/** Asks that a person become an admin; what was asked for them before ends. Told to everybody who can confirm or stop it. The caller has locked the person. */
export async function askForAdmin(tx: TxCtx, before: Row, asked: { by: string; byName: string; roles: Role[] }): Promise<void> {
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
  await setDeadline(tx, { purpose: PURPOSE, subjectId: row.id, dueAt });
  for (const admin of await otherAdmins(tx, [before.id]))
    await tellPerson(tx, admin, {
      kind: "admin_asked",
      detail: `${asked.byName} \u2192 ${before.name} (${before.email ?? "\u2013"})`,
      when: dueAt,
    });
}

/** Whatever still waits for a person ends. The caller has locked them. */
export async function stopWaiting(tx: TxCtx, userId: string, byId: string): Promise<void> {
  const waiting = await waitingFor(tx, userId);
  if (!waiting) return;
  await endAdminGrant(tx, waiting, { outcome: "stopped", endedById: byId, endedAt: await now(tx) });
  await closeDeadline(tx, { purpose: PURPOSE, subjectId: waiting.id });
}

/**
 * A second admin makes the person an admin.
 *
 * - Who: an admin who is neither the one who asked nor the one it is for, and no new one. Proof of presence over person and roles.
 * - From: the grant waits. Two at once: one through, the other INVALID_STATE. Replay: INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (also: a new admin), NOT_FOUND, SELF_APPROVAL, VERSION_CONFLICT, INVALID_STATE, STEP_UP_REQUIRED, BUSY.
 */
export async function confirmAdmin(ctx: Ctx, input: z.output<typeof confirmAdminInput>): Promise<PersonRow> {
  const admin = requireRole(ctx.actor, "admin");
  return inTransaction(ctx, async (tx) => {
    const { person, waiting } = await lockWaiting(tx, input.userId, admin.userId);
    if ([waiting.askedById, waiting.userId].includes(admin.userId)) throw new DomainError("SELF_APPROVAL");
    if (!(await decidesNow(tx, admin.userId))) throw new DomainError("FORBIDDEN", "New admins confirm nobody yet.");
    if (person.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    const subject = `${input.userId}: ${waiting.roles.toSorted().join(" ")}`;
    await requireStepUp(tx, { action: "roles.confirm", subject, amount: null, asset: null, destination: null });
    return give(tx, person, waiting, admin.userId);
  });
}

/**
 * Stops what waits; the person stays as they are. Needs no proof, since it only stops what needed one.
 *
 * - Who: any admin, the one who asked included. Two at once, replay: INVALID_STATE for the second.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, BUSY.
 */
export async function stopAdmin(ctx: Ctx, input: z.output<typeof byPerson>): Promise<PersonRow> {
  const admin = requireRole(ctx.actor, "admin");
  return inTransaction(ctx, async (tx) => {
    const { person, waiting } = await lockWaiting(tx, input.userId, admin.userId);
    await stopWaiting(tx, person.id, admin.userId);
    await audit(tx, { action: "auth.admin.stopped", subjectKind: "user", subjectId: person.id, payload: { grant: waiting.id } });
    return personRowOf(person, null);
  });
}

/**
 * The time to confirm is over: where nobody but the one who asked could have, the person becomes an admin; else it lapses.
 *
 * - Who: the timer `admin_grant`. Replay, and a grant that ended first: only the timer ends.
 */
export async function grantDue(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const found = await tx.tx.adminGrant.findUnique({ where: { id } });
  if (found) await lockPerson(tx, found.userId);
  const waiting = found && (await waitingFor(tx, found.userId));
  const person = found && (await rowById(tx, found.userId));
  await closeDeadline(tx, { purpose: PURPOSE, subjectId: id }, "done");
  if (!waiting || waiting.id !== id || !person) return;
  const couldConfirm = await otherAdmins(tx, [waiting.askedById, waiting.userId]);
  const asksStill = (await otherAdmins(tx, [waiting.userId])).includes(waiting.askedById);
  if (couldConfirm.length === 0 && asksStill) await give(tx, person, waiting, null);
  else {
    await endAdminGrant(tx, waiting, { outcome: "lapsed", endedById: null, endedAt: await now(tx) });
    await audit(tx, { action: "auth.admin.lapsed", subjectKind: "user", subjectId: person.id, payload: { grant: id } });
  }
}

async function lockWaiting(tx: TxCtx, userId: string, adminId: string): Promise<{ person: Row; waiting: AdminGrantRow }> {
  const id = uuidOf("user", userId);
  if (id === null) throw new DomainError("NOT_FOUND");
  for (const one of [id, adminId].toSorted()) await lockPerson(tx, one);
  const person = await rowById(tx, id);
  if (!person) throw new DomainError("NOT_FOUND");
  const waiting = await waitingFor(tx, id);
  if (!waiting) throw new DomainError("INVALID_STATE");
  return { person, waiting };
}

async function give(tx: TxCtx, person: Row, waiting: AdminGrantRow, endedById: string | null): Promise<PersonRow> {
  const at = await now(tx);
  await endAdminGrant(tx, waiting, { outcome: "given", endedById, endedAt: at });
  await closeDeadline(tx, { purpose: PURPOSE, subjectId: waiting.id }, "done");
  await changeUser(tx, { id: person.id }, { roles: waiting.roles, adminSince: at });
  await endSessions(tx, { userId: person.id }, "roles_changed");
  pokeAfterCommit(tx, [`user:${person.id}`]);
  await tellPerson(tx, person.id, { kind: "admin_given" });
  await audit(tx, {
    action: "auth.admin.given",
    subjectKind: "user",
    subjectId: person.id,
    payload: { grant: waiting.id, askedBy: waiting.askedById },
  });
  return personRowOf({ ...person, roles: waiting.roles, version: person.version + 1 }, null);
}
