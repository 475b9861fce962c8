import type { byPerson, PersonRow } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireRole } from "@amanat/db";
import type * as z from "zod";
import { lockWaiting, stopWaiting } from "../internal/admin-grants.ts";
import { personRowOf } from "../internal/person-rows.ts";

/**
 * Stops a waiting grant; the person's roles do not change. Needs no proof of presence, because it gives nobody anything.
 *
 * - Who: any admin, also the requester. Two at once, replay: INVALID_STATE for the second.
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
