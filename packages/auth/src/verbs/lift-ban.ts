import { DomainError, type liftBanInput, type PersonRow, uuidOf } from "@amanat/contracts";
import { audit, closeDeadline, type Ctx, inTransaction, now, pokeAfterCommit, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { tellReinstated } from "../internal/news.ts";
import { lockPerson } from "../internal/people.ts";
import { personRowOf, rowById, waitingOf } from "../internal/person-rows.ts";
import { BAN_DUE } from "../internal/standing.ts";
import { changeUser, liftSanctions } from "../internal/write-rows.ts";

/**
 * Lifts a person's bans: they are as everybody else again. What ended of theirs stays ended.
 *
 * - Who: an admin, never for themselves, and none who ruled one of the bans. Proof of presence over the person.
 * - From: `restricted` or `banned`. Two at once: one through, the other VERSION_CONFLICT. Replay: VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, VERSION_CONFLICT, INVALID_STATE, STEP_UP_REQUIRED, BUSY.
 */
export async function liftBan(ctx: Ctx, input: z.output<typeof liftBanInput>): Promise<PersonRow> {
  const admin = requireRole(ctx.actor, "admin");
  const id = uuidOf("user", input.userId);
  if (id === null) throw new DomainError("NOT_FOUND");
  if (id === admin.userId) throw new DomainError("SELF_APPROVAL");
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, id);
    const person = await rowById(tx, id);
    if (!person) throw new DomainError("NOT_FOUND");
    if (person.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    if (person.standing === "active") throw new DomainError("INVALID_STATE");
    const ruled = await tx.tx.sanction.count({ where: { userId: id, kind: "ban", liftedAt: null, byId: admin.userId } });
    if (ruled > 0) throw new DomainError("SELF_APPROVAL");
    await requireStepUp(tx, { action: "ban.lift", subject: input.userId, amount: null, asset: null, destination: input.userId });
    await liftSanctions(tx, id, { liftedById: admin.userId, liftedAt: await now(tx) });
    await changeUser(tx, { id }, { standing: "active" });
    await closeDeadline(tx, { purpose: BAN_DUE, subjectId: id });
    pokeAfterCommit(tx, [`user:${id}`]);
    await audit(tx, { action: "auth.ban.lifted", subjectKind: "user", subjectId: id, payload: {} });
    await tellReinstated(tx, id);
    const waiting = (await waitingOf(tx, [id])).get(id) ?? null;
    return personRowOf({ ...person, standing: "active", version: person.version + 1 }, waiting);
  });
}
