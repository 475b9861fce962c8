import {
  type acknowledged,
  type confirmEmailInput,
  DomainError,
  publicId,
  type registerResult,
  type requestEmailInput,
} from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { sendCode, spendGuess, tell } from "../internal/codes.ts";
import { endSessions, requireLiveSession } from "../internal/sessions.ts";
import { lockEmail, lockPerson, type Person, personByEmail, personById } from "../internal/people.ts";
import { changeUser, deleteIdentities, putIdentity } from "../internal/write-rows.ts";

/**
 * Mails a code to an address the person wants: a first one, or one in the place of another. Nothing changes until the code
 * comes back. An address that is somebody else's gets the same answer, and its owner a mail that says so; what the person
 * can do afterwards is the same too: the code before stays good for the same address and for no other, each bears five guesses, ten make a day.
 *
 * - Who: the signed-in person, who proves to be there; the proof names the address.
 * - Two at once: one after the other; the last one's code counts.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, BUSY.
 */
export async function requestEmail(ctx: Ctx, { email }: z.output<typeof requestEmailInput>): Promise<z.input<typeof registerResult>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockEmail(tx, email);
    await lockPerson(tx, user.userId);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    const subject = publicId("user", person.id);
    await requireStepUp(tx, { action: "email.change", subject, amount: null, asset: null, destination: email });
    await audit(tx, { action: "auth.email.requested", subjectKind: "user", subjectId: person.id, payload: {} });
    const takenBy = await otherOwner(tx, email, person.id);
    await sendCode(tx, "new_email", { ...person, email }, { evenIfFresh: true, takenBy });
    return { codeSent: true };
  });
}

/**
 * Takes the code from the wanted address, which from now on is the person's. The one before is told.
 * Errors: AUTHENTICATION_REQUIRED, CODE_INVALID, IDENTITY_TAKEN (somebody else verified it meanwhile), BUSY.
 */
export async function confirmEmail(ctx: Ctx, { code }: z.output<typeof confirmEmailInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  // A wrong guess has to be counted, so this commits before anything is decided.
  const mailed = await inTransaction(ctx, (tx) => spendGuess(tx, "new_email", user.userId, code));
  if (!mailed) throw new DomainError("CODE_INVALID");
  await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, mailed.email);
    await requireLiveSession(tx);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    if (await otherOwner(tx, mailed.email, person.id)) throw new DomainError("IDENTITY_TAKEN");
    await moveTo(tx, person, mailed.email);
    // Whoever came in while the address was another one comes in anew.
    await endSessions(tx, { userId: person.id, but: user.sessionId }, "email_changed");
  });
  return { ok: true };
}

/** Whoever else has proved that the address is theirs. */
async function otherOwner(tx: TxCtx, email: string, userId: string): Promise<Person | null> {
  const owner = await personByEmail(tx, email);
  return owner?.emailVerifiedAt && owner.id !== userId ? owner : null;
}

async function moveTo(tx: TxCtx, person: Person, email: string): Promise<void> {
  const at = await now(tx);
  // Whoever registered the address and never proved it has no claim to it any more.
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
  if (person.email !== email) await tell(tx, person, "email_changed");
}
