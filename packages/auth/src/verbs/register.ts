import { DomainError, type registerInput, type registerResult } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, newId, now, type TxCtx } from "@amanat/db";
import { enqueueMail } from "@amanat/mail";
import type * as z from "zod";
import { sendCode } from "../internal/codes.ts";
import { refuseCommonPassword } from "../internal/common-passwords.ts";
import { refuseImitation } from "../internal/display-name.ts";
import { hashPassword, passwordFits } from "../internal/password.ts";
import { lockEmail, localeOf, type Person, personByEmail } from "../internal/people.ts";
import { changeUser, insertUser } from "../internal/write-rows.ts";

/** Attempts before an address that others are registering at the same moment is reported as BUSY. */
const ATTEMPTS = 5;

/**
 * Makes an account that can not sign in until its address is verified, and mails a code. A taken address gets the same answer, and its owner
 * a mail. Until a code comes back nobody owns the address: registered again with another password it keeps neither, so that the account goes
 * to whoever reads the mail, not to whoever came last.
 * Errors: VALIDATION_ERROR (a name that `name_imitates` us, a `too_common` password, whoever the address belongs to), BUSY.
 */
export async function register(ctx: Ctx, input: z.output<typeof registerInput>): Promise<z.input<typeof registerResult>> {
  refuseImitation(input.name);
  await refuseCommonPassword(input.password, input);
  // Before the transaction, and for taken and free addresses alike: it takes the same time and holds no lock.
  const passwordHash = await hashPassword(input.password);
  for (let run = 1; run <= ATTEMPTS; run += 1) {
    const seen = (await personByEmail(ctx, input.email))?.passwordHash ?? null;
    const same = await passwordFits(seen, input.password);
    if (await settle(ctx, input, { passwordHash, seen, same })) return { codeSent: true };
  }
  throw new DomainError("BUSY");
}

/** False when the stored password is no longer the one that was compared. */
function settle(
  ctx: Ctx,
  input: z.output<typeof registerInput>,
  password: { passwordHash: string; seen: string | null; same: boolean },
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const known = await personByEmail(tx, input.email);
    if (known?.emailVerifiedAt) {
      await enqueueMail(tx, { kind: "address_taken", to: input.email, name: known.name, locale: localeOf(known) });
      return true;
    }
    if (known && known.passwordHash !== password.seen) return false;
    const person = known ? await registerAgain(tx, known, input, password.same) : await create(tx, input, password.passwordHash);
    // A new registration is a new demand: codes mailed for the earlier one are void.
    await sendCode(tx, "email", { ...person, email: input.email }, { evenIfFresh: true, alone: true });
    return true;
  });
}

async function create(tx: TxCtx, input: z.output<typeof registerInput>, passwordHash: string): Promise<Person> {
  const id = newId();
  const person = await insertUser(tx, {
    id,
    tenantId: tx.actor.tenantId,
    email: input.email,
    name: input.name,
    locale: input.locale,
    roles: ["buyer", "seller"],
    passwordHash,
    createdAt: await now(tx),
  });
  await audit(tx, { action: "auth.user.registered", subjectKind: "user", subjectId: id, payload: { locale: input.locale } });
  return person;
}

async function registerAgain(tx: TxCtx, known: Person, input: z.output<typeof registerInput>, same: boolean): Promise<Person> {
  const changed = { name: input.name, locale: input.locale, passwordHash: same ? known.passwordHash : null };
  await changeUser(tx, { id: known.id, emailVerifiedAt: null }, changed);
  await audit(tx, { action: "auth.user.reregistered", subjectKind: "user", subjectId: known.id, payload: { samePassword: same } });
  return { ...known, ...changed };
}
