import { audit, closeDeadline, now, requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { endApiKeys } from "../internal/end-api-keys.ts";
import { tellBanned } from "../internal/news.ts";
import { lockPerson } from "../internal/people.ts";
import { endSessions } from "../internal/sessions.ts";
import { BAN_CHECK_MS, BAN_DUE } from "../internal/standing.ts";
import { changeUser } from "../internal/write-rows.ts";
import type { TiesOf } from "../ports.ts";

/**
 * Looks whether anything of a restricted person still runs: while it does, it looks again in a minute; when nothing does, they are `banned`: signed
 * out everywhere, their API keys ended, told.
 *
 * - Who: the timer `ban_due`. Replay, and somebody whose ban was lifted: only the timer ends.
 * - A deal that begins meanwhile waits for the person's row, and is then refused (`openDeal`).
 */
export async function banDue(tx: TxCtx, userId: string, tiesOf: TiesOf): Promise<void> {
  requireSystem(tx.actor);
  await lockPerson(tx, userId);
  const person = await tx.tx.user.findFirst({ where: { id: userId, standing: "restricted", deletedAt: null }, select: { id: true } });
  if (!person) return closeDeadline(tx, { purpose: BAN_DUE, subjectId: userId });
  if ((await tiesOf(tx, userId)).length > 0) {
    const dueAt = new Date((await now(tx)).getTime() + BAN_CHECK_MS);
    return setDeadline(tx, { purpose: BAN_DUE, subjectId: userId, dueAt });
  }
  await closeDeadline(tx, { purpose: BAN_DUE, subjectId: userId }, "done");
  await changeUser(tx, { id: userId }, { standing: "banned" });
  await endSessions(tx, { userId }, "banned");
  await endApiKeys(tx, { userId });
  await audit(tx, { action: "auth.banned", subjectKind: "user", subjectId: userId, payload: {} });
  await tellBanned(tx, userId);
}
