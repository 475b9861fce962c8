import { type acknowledged, DomainError, type verifyEmailInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now } from "@amanat/db";
import type * as z from "zod";
import { sendCode, spendGuess } from "../internal/codes.ts";
import { lockEmail, personByEmail } from "../internal/people.ts";
import { changeUser, putIdentity } from "../internal/write-rows.ts";

/**
 * Proves an address with the code mailed to it. Unknown and already verified addresses answer like a wrong code. Five wrong guesses use up
 * the code. An address that was registered with different passwords keeps none, and a code for choosing one is mailed. Errors: CODE_INVALID,
 * BUSY.
 */
export async function verifyEmail(ctx: Ctx, input: z.output<typeof verifyEmailInput>): Promise<z.input<typeof acknowledged>> {
  // A wrong guess must be counted, so the transaction commits either way.
  const verified = await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const person = await personByEmail(tx, input.email);
    if (!person || person.emailVerifiedAt || !(await spendGuess(tx, "email", person.id, input.code))) return false;
    await changeUser(tx, { id: person.id, emailVerifiedAt: null }, { emailVerifiedAt: await now(tx) });
    // Two people registered it, each with a password: its reader chooses one, and neither of theirs is valid.
    if (person.passwordHash === null) await sendCode(tx, "reset", { ...person, email: input.email }, { evenIfFresh: true });
    const way = { provider: "password", subject: `${person.tenantId}:${input.email}` };
    await putIdentity(tx, way, { userId: person.id, label: input.email });
    await audit(tx, { action: "auth.email.verified", subjectKind: "user", subjectId: person.id, payload: {} });
    return true;
  });
  if (!verified) throw new DomainError("CODE_INVALID");
  return { ok: true };
}
