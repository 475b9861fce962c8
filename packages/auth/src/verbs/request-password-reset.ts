import type { registerResult, requestPasswordResetInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { sendCode } from "../internal/codes.ts";
import { lockEmail, personByEmail } from "../internal/people.ts";

/**
 * Mails a code for choosing a new password. Unknown and unverified addresses get the same answer and no mail, and so does a person who was
 * sent ten codes today. Errors: BUSY.
 */
export async function requestPasswordReset(
  ctx: Ctx,
  input: z.output<typeof requestPasswordResetInput>,
): Promise<z.input<typeof registerResult>> {
  await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const person = await personByEmail(tx, input.email);
    if (!person?.emailVerifiedAt) return;
    if (await sendCode(tx, "reset", { ...person, email: input.email }, { evenIfFresh: false }))
      await audit(tx, { action: "auth.password.reset_requested", subjectKind: "user", subjectId: person.id, payload: {} });
  });
  return { codeSent: true };
}
