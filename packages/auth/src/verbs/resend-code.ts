import type { registerResult, resendCodeInput } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { sendCode } from "../internal/codes.ts";
import { lockEmail, personByEmail } from "../internal/people.ts";

/** Mails a new code to an unverified address. Anything else gets the same answer and no mail. Errors: BUSY. */
export async function resendCode(ctx: Ctx, input: z.output<typeof resendCodeInput>): Promise<z.input<typeof registerResult>> {
  await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const person = await personByEmail(tx, input.email);
    if (!person || person.emailVerifiedAt) return;
    await sendCode(tx, "email", { ...person, email: input.email }, { evenIfFresh: false });
  });
  return { codeSent: true };
}
