import { DomainError, publicId, type registerResult, type requestEmailInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { sendCode } from "../internal/codes.ts";
import { otherOwner } from "../internal/email-owner.ts";
import { lockEmail, lockPerson, personById } from "../internal/people.ts";

/**
 * Mails a code to a new address, a first one or a replacement. Nothing changes until the code comes back. An address that is another person's
 * gets the same answer, and its owner a mail. What the caller can do afterwards is the same in both cases: the last two codes are valid for
 * the same address, each allows five guesses, and ten are mailed a day.
 *
 * - Who: the signed-in person, with a proof of presence over the address.
 * - Two at once: one after the other; the last one's code is valid.
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
