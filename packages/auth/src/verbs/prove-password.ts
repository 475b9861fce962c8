import { DomainError, type signInInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import type { Proven } from "./enter.ts";
import { hashPassword, passwordFit } from "../internal/password.ts";
import { type Person, personByEmail } from "../internal/people.ts";
import { changeUser } from "../internal/write-rows.ts";
import type { Lane } from "../internal/turns.ts";

/**
 * The person with this verified address and password. Unknown addresses take as long as wrong passwords. A password in an older form is
 * stored in the normal form when it fits. `trusted`: a familiar caller, served first.
 * Errors: INVALID_CREDENTIALS; EMAIL_NOT_VERIFIED (only with the right password); BUSY.
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

/** Stores the same password in its normal form, unless it was changed meanwhile. Errors: BUSY. */
async function storeAnew(ctx: Ctx, person: Person, password: string, lane: Lane): Promise<Person> {
  const passwordHash = await hashPassword(password, lane);
  await inTransaction(ctx, async (tx) => {
    const stored = await changeUser(tx, { id: person.id, passwordHash: person.passwordHash }, { passwordHash });
    if (stored) await audit(tx, { action: "auth.password.stored_anew", subjectKind: "user", subjectId: person.id, payload: {} });
  });
  return { ...person, passwordHash };
}
