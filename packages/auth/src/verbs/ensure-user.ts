import type { Locale, Role } from "@amanat/contracts";
import { audit, createCtx, type Database, inTransaction, newId, now, TENANT_ID } from "@amanat/db";
import { hashPassword, passwordFits } from "../internal/password.ts";
import { lockEmail, personByEmail, walletSubject } from "../internal/people.ts";
import { changeUser, insertUser, putIdentity } from "../internal/write-rows.ts";

export type SeedUser = {
  email: string;
  password: string;
  name: string;
  roles: readonly Role[];
  locale?: Locale;
  /** EVM addresses the person signs in and confirms with. */
  wallets?: readonly string[];
};

/**
 * Creates or corrects a verified person with exactly this name, password and roles; changes nothing when they match already. For seeds and
 * the first admin, never for callers. Returns the uuid.
 */
export async function ensureUser(db: Database, seed: SeedUser): Promise<string> {
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  const email = seed.email.trim().toLowerCase();
  const before = await personByEmail(ctx, email);
  const keepsPassword = before?.passwordHash ? await passwordFits(before.passwordHash, seed.password) : false;
  const passwordHash = keepsPassword && before?.passwordHash ? before.passwordHash : await hashPassword(seed.password);
  return inTransaction(ctx, async (tx) => {
    await lockEmail(tx, email);
    const known = await personByEmail(tx, email);
    const wanted = {
      name: seed.name,
      roles: [...seed.roles],
      locale: seed.locale ?? "fa",
      passwordHash,
      adminSince: seed.roles.includes("admin") ? new Date(0) : null,
    };
    const emailVerifiedAt = known?.emailVerifiedAt ?? (await now(tx));
    const id = known?.id ?? newId();
    if (known) await changeUser(tx, { id }, { ...wanted, emailVerifiedAt });
    else await insertUser(tx, { id, tenantId: TENANT_ID, email, emailVerifiedAt, ...wanted });
    await putIdentity(tx, { provider: "password", subject: `${TENANT_ID}:${email}` }, { userId: id, label: email });
    for (const address of seed.wallets ?? [])
      await putIdentity(tx, { provider: "wallet", subject: walletSubject(TENANT_ID, address) }, { userId: id, label: address });
    await audit(tx, { action: "auth.user.seeded", subjectKind: "user", subjectId: id, payload: { roles: [...seed.roles] } });
    return id;
  });
}
