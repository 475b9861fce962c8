import { type acknowledged, DomainError, type resetPasswordInput } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { spendGuess } from "../internal/codes.ts";
import { refuseCommonPassword } from "../internal/common-passwords.ts";
import { hashPassword } from "../internal/password.ts";
import { lockEmail, personByEmail } from "../internal/people.ts";
import { replacePassword } from "../internal/replace-password.ts";

/**
 * Sets a new password for whoever reads the address's mail. Every session of the person ends, also a thief's. Unknown addresses answer like a
 * wrong code; five wrong guesses use up the code.
 * Errors: VALIDATION_ERROR (`too_common`), CODE_INVALID, BUSY.
 */
export async function resetPassword(ctx: Ctx, input: z.output<typeof resetPasswordInput>): Promise<z.input<typeof acknowledged>> {
  await refuseCommonPassword(input.password, input);
  // Before the code is checked, so that a wrong one takes as long and no lock is held meanwhile.
  const passwordHash = await hashPassword(input.password);
  // A wrong guess must be counted, so the transaction commits either way.
  const changed = await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const person = await personByEmail(tx, input.email);
    if (!person?.emailVerifiedAt) return false;
    // A code mailed to the person's former address proves nothing about this one.
    const mailed = await spendGuess(tx, "reset", person.id, input.code);
    if (mailed?.email !== input.email) return false;
    await replacePassword(tx, { ...person, email: input.email }, { passwordHash, by: "reset" });
    return true;
  });
  if (!changed) throw new DomainError("CODE_INVALID");
  return { ok: true };
}
