import { type confirmAdminInput, DomainError, type PersonRow } from "@amanat/contracts";
import { type Ctx, inTransaction, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { giveAdmin, lockWaiting } from "../internal/admin-grants.ts";
import { decidesNow } from "../internal/admins.ts";

/**
 * A second admin confirms that the person becomes an admin.
 *
 * - Who: an admin, not a new one, who neither requested it nor is the person. Proof of presence over person and roles.
 * - From: the grant is waiting. Two at once: one through, the other INVALID_STATE. Replay: INVALID_STATE.
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
    return giveAdmin(tx, person, waiting, admin.userId);
  });
}
