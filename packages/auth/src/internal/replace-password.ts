import { audit, type TxCtx } from "@amanat/db";
import { closeCodes } from "./codes.ts";
import { tellOwner } from "./news.ts";
import { endApiKeys } from "./end-api-keys.ts";
import type { Person } from "./people.ts";
import { changeUser, putIdentity } from "./write-rows.ts";
import { endSessions } from "./sessions.ts";

/**
 * Replaces a password, ends the person's sessions (all, or all `but` one; with a reset their API keys too), voids open reset codes and tells
 * the person. The caller has done the checks. Returns how many sessions ended.
 */
export async function replacePassword(
  tx: TxCtx,
  person: Person & { email: string },
  change: { passwordHash: string; by: "reset" | "change"; but?: string },
): Promise<number> {
  const { passwordHash, by, but } = change;
  await changeUser(tx, { id: person.id }, { passwordHash });
  const way = { provider: "password", subject: `${person.tenantId}:${person.email}` };
  await putIdentity(tx, way, { userId: person.id, label: person.email });
  await closeCodes(tx, "reset", person.id);
  const ended = await endSessions(tx, { userId: person.id, ...(but === undefined ? {} : { but }) }, "password_changed");
  // A person who resets has lost control for a while and may not know every key that was made meanwhile.
  if (by === "reset") await endApiKeys(tx, { userId: person.id });
  await audit(tx, {
    action: "auth.password.changed",
    subjectKind: "user",
    subjectId: person.id,
    payload: { by, first: person.passwordHash === null, sessionsEnded: ended.length },
  });
  await tellOwner(tx, person.id, "password_changed");
  return ended.length;
}
