import { type acknowledged, type confirmEmailInput, DomainError } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { spendGuess, tellOldAddress } from "../internal/codes.ts";
import { otherOwner } from "../internal/email-owner.ts";
import { lockEmail, type Person, personById } from "../internal/people.ts";
import { endSessions, requireLiveSession } from "../internal/sessions.ts";
import { changeUser, deleteIdentities, putIdentity } from "../internal/write-rows.ts";

/**
 * Takes the code mailed to the new address, which becomes the person's. The old address is told.
 * Errors: AUTHENTICATION_REQUIRED, CODE_INVALID, IDENTITY_TAKEN (somebody else verified it meanwhile), BUSY.
 */
export async function confirmEmail(ctx: Ctx, { code }: z.output<typeof confirmEmailInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  // A wrong guess must be counted, so this commits before anything is decided.
  const mailed = await inTransaction(ctx, (tx) => spendGuess(tx, "new_email", user.userId, code));
  if (!mailed) throw new DomainError("CODE_INVALID");
  await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, mailed.email);
    await requireLiveSession(tx);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    if (await otherOwner(tx, mailed.email, person.id)) throw new DomainError("IDENTITY_TAKEN");
    await moveTo(tx, person, mailed.email);
    // Sessions of the old address have to sign in again.
    await endSessions(tx, { userId: person.id, but: user.sessionId }, "email_changed");
  });
  return { ok: true };
}

async function moveTo(tx: TxCtx, person: Person, email: string): Promise<void> {
  const at = await now(tx);
  // A person who registered the address and never proved it loses it.
  const claimants = await tx.tx.user.findMany({
    where: { tenantId: person.tenantId, email, emailVerifiedAt: null, deletedAt: null, id: { not: person.id } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  for (const { id } of claimants) await changeUser(tx, { id, emailVerifiedAt: null }, { deletedAt: at });
  await changeUser(tx, { id: person.id }, { email, emailVerifiedAt: at });
  await deleteIdentities(tx, { userId: person.id, provider: "password" });
  if (person.passwordHash !== null)
    await putIdentity(tx, { provider: "password", subject: `${person.tenantId}:${email}` }, { userId: person.id, label: email });
  await audit(tx, {
    action: "auth.email.changed",
    subjectKind: "user",
    subjectId: person.id,
    payload: { first: person.emailVerifiedAt === null },
  });
  if (person.email !== email) await tellOldAddress(tx, person);
}
