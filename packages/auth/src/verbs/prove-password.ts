import { DomainError, type signInInput } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import type { Proven } from "../enter.ts";
import { passwordFits } from "../internal/password.ts";
import { personByEmail } from "../internal/people.ts";

/**
 * Whoever knows the password of a verified address. Unknown addresses take as long as wrong passwords.
 * `trusted`: known at the door, and so served first.
 * Errors: INVALID_CREDENTIALS; EMAIL_NOT_VERIFIED (said only to who knows the password); BUSY.
 */
export async function provePassword(
  ctx: Ctx,
  input: z.output<typeof signInInput>,
  { trusted }: { trusted: boolean } = { trusted: false },
): Promise<Proven> {
  const person = await personByEmail(ctx, input.email);
  const fits = await passwordFits(person?.passwordHash ?? null, input.password, trusted ? "known" : "stranger");
  if (!person || !fits) throw new DomainError("INVALID_CREDENTIALS");
  if (!person.emailVerifiedAt) throw new DomainError("EMAIL_NOT_VERIFIED");
  return { person, amr: ["pwd"] };
}
