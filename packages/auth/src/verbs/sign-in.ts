import { DomainError, type signInInput, type signInResult } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { passwordFits } from "../internal/password.ts";
import { meOf, personByEmail } from "../internal/people.ts";
import { createSession, type Surface } from "../internal/sessions.ts";

/**
 * A new session for whoever knows the password. Unknown addresses take as long as wrong passwords.
 * Errors: INVALID_CREDENTIALS; EMAIL_NOT_VERIFIED (said only to who knows the password); BUSY.
 */
export async function signIn(
  ctx: Ctx,
  input: z.output<typeof signInInput>,
  from: { surface: Surface; userAgent: string },
): Promise<z.input<typeof signInResult>> {
  const person = await personByEmail(ctx, input.email);
  const fits = await passwordFits(person?.passwordHash ?? null, input.password);
  if (!person || !fits) throw new DomainError("INVALID_CREDENTIALS");
  if (!person.emailVerifiedAt) throw new DomainError("EMAIL_NOT_VERIFIED");
  const session = await inTransaction(ctx, (tx) => createSession(tx, { userId: person.id, roles: person.roles, amr: ["pwd"], ...from }));
  return { token: session.token, expiresAt: session.expiresAt.toISOString(), user: meOf(person) };
}
