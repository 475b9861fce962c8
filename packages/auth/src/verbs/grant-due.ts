import { audit, closeDeadline, now, requireSystem, type TxCtx } from "@amanat/db";
import { giveAdmin, ADMIN_GRANT, waitingFor } from "../internal/admin-grants.ts";
import { otherAdmins } from "../internal/admins.ts";
import { lockPerson } from "../internal/people.ts";
import { rowById } from "../internal/person-rows.ts";
import { endAdminGrant } from "../internal/write-rows.ts";

/**
 * Ends the wait for a second admin's confirmation.
 *
 * - When no other admin could have confirmed and the requester is still an admin: the person becomes an admin.
 * - Otherwise the grant lapses.
 * - Who: the timer `admin_grant`. Replay, or a grant that has ended: only the timer ends.
 */
export async function grantDue(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const found = await tx.tx.adminGrant.findUnique({ where: { id } });
  if (found) await lockPerson(tx, found.userId);
  const waiting = found && (await waitingFor(tx, found.userId));
  const person = found && (await rowById(tx, found.userId));
  await closeDeadline(tx, { purpose: ADMIN_GRANT, subjectId: id }, "done");
  if (!waiting || waiting.id !== id || !person) return;
  const couldConfirm = await otherAdmins(tx, [waiting.askedById, waiting.userId]);
  const asksStill = (await otherAdmins(tx, [waiting.userId])).includes(waiting.askedById);
  if (couldConfirm.length === 0 && asksStill) await giveAdmin(tx, person, waiting, null);
  else {
    await endAdminGrant(tx, waiting, { outcome: "lapsed", endedById: null, endedAt: await now(tx) });
    await audit(tx, { action: "auth.admin.lapsed", subjectKind: "user", subjectId: person.id, payload: { grant: id } });
  }
}
