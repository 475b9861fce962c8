import { type changeTimeZoneInput, DomainError, type MeView } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { lockPerson, meOf, personById } from "../internal/people.ts";
import { changeUser } from "../internal/write-rows.ts";

/**
 * Sets the time zone for a person's dates. A browser that only reports its own zone (`ifUnset`) does not overwrite one that is set.
 *
 * - Who: the signed-in person, for themselves.
 * - Two at once: one after the other; the last one stays, or the first of two browsers that only report.
 * - Replay: changes nothing.
 *
 * Errors: AUTHENTICATION_REQUIRED, INVALID_TOKEN (the account is gone), BUSY.
 */
export async function changeTimeZone(ctx: Ctx, { timeZone, ifUnset }: z.output<typeof changeTimeZoneInput>): Promise<MeView> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    if (person.timeZone === timeZone || (ifUnset && person.timeZone !== null)) return meOf(person);
    await changeUser(tx, { id: person.id }, { timeZone });
    await audit(tx, { action: "auth.time_zone.changed", subjectKind: "user", subjectId: person.id, payload: {} });
    return meOf({ ...person, timeZone });
  });
}
