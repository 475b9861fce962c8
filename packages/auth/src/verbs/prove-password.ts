import { DomainError, type signInInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import type { Proven } from "../enter.ts";
import { hashPassword, passwordFit } from "../internal/password.ts";
import { type Person, personByEmail } from "../internal/people.ts";
import { changeUser } from "../internal/write-rows.ts";
import type { Lane } from "../internal/turns.ts";

/**
 * Whoever knows the password of a verified address. Unknown addresses take as long as wrong passwords.
 * A password stored before its form was settled is stored anew when it fits.
 * `trusted`: known at the door, and so served first.
 * Errors: INVALID_CREDENTIALS; EMAIL_NOT_VERIFIED (said only to who knows the password); BUSY.
 */
export async function provePassword(
  ctx: Ctx,
  input: z.output<typeof signInInput>,
  { trusted }: { trusted: boolean } = { trusted: false },
): Promise<Proven> {
  const person = await personByEmail(ctx, input.email);
  const lane = trusted ? "known" : "stranger";
  const fit = await passwordFit(person?.passwordHash ?? null, input.password, lane);
  if (!person || fit === "no") throw new DomainError("INVALID_CREDENTIALS");
  if (!person.emailVerifiedAt) throw new DomainError("EMAIL_NOT_VERIFIED");
  return { person: fit === "before" ? await storeAnew(ctx, person, input.password, lane) : person, amr: ["pwd"] };
}

/** The same password, stored as passwords are compared now. Changed meanwhile, it stays as it was changed. Errors: BUSY. */
async function storeAnew(ctx: Ctx, person: Person, password: string, lane: Lane): Promise<Person> {
  const passwordHash = await hashPassword(password, lane);
  await inTransaction(ctx, async (tx) => {
    const stored = await changeUser(tx, { id: person.id, passwordHash: person.passwordHash }, { passwordHash });
    if (stored) await audit(tx, { action: "auth.password.stored_anew", subjectKind: "user", subjectId: person.id, payload: {} });
  });
  return { ...person, passwordHash };
}
