import type { registerInput, registerResult } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, newId, now, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { mail, sendCode } from "../internal/codes.ts";
import { refuseCommonPassword } from "../internal/common-passwords.ts";
import { hashPassword } from "../internal/password.ts";
import { lockEmail, localeOf, type Person, personByEmail } from "../internal/people.ts";

/**
 * Makes an account that cannot sign in until its address is verified, and mails a code. A taken
 * address gets the same answer, and its owner a mail. Registering an unverified address again
 * replaces its password: until a code comes back, nobody owns it.
 * Errors: VALIDATION_ERROR (`too_common` password, whoever the address belongs to), BUSY.
 */
export async function register(ctx: Ctx, input: z.output<typeof registerInput>): Promise<z.input<typeof registerResult>> {
  await refuseCommonPassword(input.password, input);
  // Before the transaction, and for taken addresses too: it costs the same time, and holds no lock.
  const passwordHash = await hashPassword(input.password);
  await inTransaction(ctx, async (tx) => {
    await lockEmail(tx, input.email);
    const known = await personByEmail(tx, input.email);
    if (known?.emailVerifiedAt) {
      await mail(tx, { kind: "address_taken", to: input.email, name: known.name, locale: localeOf(known) });
      return;
    }
    const person = known ? await replaceUnverified(tx, known, input, passwordHash) : await create(tx, input, passwordHash);
    await sendCode(tx, { ...person, email: input.email }, { evenIfFresh: true });
  });
  return { codeSent: true };
}

async function create(tx: TxCtx, input: z.output<typeof registerInput>, passwordHash: string): Promise<Person> {
  const id = newId();
  const person = await tx.tx.user.create({
    data: {
      id,
      tenantId: tx.actor.tenantId,
      email: input.email,
      name: input.name,
      locale: input.locale,
      roles: ["buyer", "seller"],
      passwordHash,
      createdAt: await now(tx),
    },
  });
  await audit(tx, { action: "auth.user.registered", subjectKind: "user", subjectId: id, payload: { locale: input.locale } });
  return person;
}

async function replaceUnverified(tx: TxCtx, known: Person, input: z.output<typeof registerInput>, passwordHash: string): Promise<Person> {
  const changed = { name: input.name, locale: input.locale, passwordHash };
  await tx.tx.user.updateMany({ where: { id: known.id, emailVerifiedAt: null }, data: { ...changed, version: { increment: 1 } } });
  await audit(tx, { action: "auth.user.reregistered", subjectKind: "user", subjectId: known.id, payload: {} });
  return { ...known, ...changed };
}
