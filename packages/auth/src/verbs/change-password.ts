import { type changePasswordInput, DomainError, publicId, type sessionsEnded, type StepUpDemand } from "@amanat/contracts";
import { type Ctx, inTransaction, requireStepUp, requireStepUpAhead, requireUser } from "@amanat/db";
import type * as z from "zod";
import { refuseCommonPassword } from "../internal/common-passwords.ts";
import { hashPassword, passwordFits } from "../internal/password.ts";
import { lockPerson, type Person, personById } from "../internal/people.ts";
import { replacePassword } from "../internal/replace-password.ts";

/**
 * Sets a new or first password. Every other session of the person ends; the calling one stays.
 *
 * - Who: the signed-in person, with the current password and a proof of presence.
 * - State: a verified address, because a password is used together with one.
 *
 * Errors: AUTHENTICATION_REQUIRED, INVALID_CREDENTIALS (not the current password), INVALID_STATE (no verified address),
 * VALIDATION_ERROR (`too_common`), STEP_UP_REQUIRED, BUSY.
 */
export async function changePassword(ctx: Ctx, input: z.output<typeof changePasswordInput>): Promise<z.input<typeof sessionsEnded>> {
  const user = requireUser(ctx.actor);
  const demand: StepUpDemand = {
    action: "password.change",
    subject: publicId("user", user.userId),
    amount: null,
    asset: null,
    destination: null,
  };
  const before = await personById(ctx, user.userId);
  if (!before) throw new DomainError("INVALID_TOKEN");
  addressOf(before);
  await refuseCommonPassword(input.password, before);
  // Checked before hashing, because hashes are expensive and a call without a proof could be repeated for free. The proof is used up only
  // below, so that a mistyped password does not cost another one.
  await inTransaction(ctx, (tx) => requireStepUpAhead(tx, demand));
  if (before.passwordHash !== null && !(await passwordFits(before.passwordHash, input.current ?? "", "known")))
    throw new DomainError("INVALID_CREDENTIALS");
  const passwordHash = await hashPassword(input.password, "known");
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const person = await personById(tx, user.userId);
    // Changed meanwhile: the typed password belonged to the old one.
    if (!person || person.passwordHash !== before.passwordHash) throw new DomainError("INVALID_CREDENTIALS");
    const email = addressOf(person);
    await requireStepUp(tx, demand);
    const ended = await replacePassword(tx, { ...person, email }, { passwordHash, by: "change", but: user.sessionId });
    return { ended };
  });
}

function addressOf({ email, emailVerifiedAt }: Person): string {
  if (email === null || emailVerifiedAt === null)
    throw new DomainError("INVALID_STATE", "Add an e-mail address first: a password is typed together with one.");
  return email;
}
