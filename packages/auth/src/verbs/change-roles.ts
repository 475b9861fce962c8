import { type changeRolesInput, DomainError, type PersonRow, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, pokeAfterCommit, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { lockPerson, personById } from "../internal/people.ts";
import { COLUMNS, personRowOf, waitingOf } from "../internal/person-rows.ts";
import { changeUser } from "../internal/write-rows.ts";
import { endSessions } from "../internal/sessions.ts";
import { askForAdmin, stopWaiting } from "../internal/admin-grants.ts";

/**
 * Gives a person exactly these roles. The admin role waits for another admin (`confirmAdmin`); the others take effect at once. A person whose
 * roles shrink or grow is signed out everywhere, so that a session's length always fits its roles.
 *
 * - Who: an admin, never for themselves. Proof of presence over the person and the new roles.
 * - Two at once: one through, the other VERSION_CONFLICT; of two admins who demote each other, one stays. Replay: VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, VERSION_CONFLICT, STEP_UP_REQUIRED, BUSY.
 */
export async function changeRoles(ctx: Ctx, input: z.output<typeof changeRolesInput>): Promise<PersonRow> {
  const admin = requireRole(ctx.actor, "admin");
  const id = uuidOf("user", input.userId);
  if (id === null) throw new DomainError("NOT_FOUND");
  if (id === admin.userId) throw new DomainError("SELF_APPROVAL");
  return inTransaction(ctx, async (tx) => {
    // Both are locked in a fixed order: of two admins who demote each other, the second is no admin any more.
    for (const person of [id, admin.userId].toSorted()) await lockPerson(tx, person);
    if (!(await personById(tx, admin.userId))?.roles.includes("admin")) throw new DomainError("FORBIDDEN");
    const before = await tx.tx.user.findFirst({ where: { id, tenantId: admin.tenantId, deletedAt: null }, select: COLUMNS });
    if (!before) throw new DomainError("NOT_FOUND");
    if (before.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    const roles = [...new Set(input.roles)].toSorted();
    await requireStepUp(tx, {
      action: "roles.change",
      subject: `${input.userId}: ${roles.join(" ")}`,
      amount: null,
      asset: null,
      destination: null,
    });
    const asksAdmin = roles.includes("admin") && !before.roles.includes("admin");
    const rest = roles.filter((role) => role !== "admin");
    // Nobody is left without a role while the new one waits.
    const given = asksAdmin ? (rest.length > 0 ? rest : before.roles) : roles;
    await stopWaiting(tx, id, admin.userId);
    await changeUser(tx, { id }, { roles: given, ...(given.includes("admin") ? {} : { adminSince: null }) });
    if (asksAdmin) await askForAdmin(tx, before, { by: admin.userId, roles });
    await endSessions(tx, { userId: id }, "roles_changed");
    // An API key and its stream live on, and the stream must leave the old role's room now.
    pokeAfterCommit(tx, [`user:${id}`]);
    await audit(tx, { action: "auth.roles.changed", subjectKind: "user", subjectId: id, payload: {} });
    return personRowOf({ ...before, roles: given, version: before.version + 1 }, (await waitingOf(tx, [id])).get(id) ?? null);
  });
}
