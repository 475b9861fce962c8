import { createCtx, type Database, inTransaction, newId, now, TENANT_ID, type TxCtx, audit, changeSetting, setting } from "@amanat/db";
import { refuseCommonPassword } from "./internal/common-passwords.ts";
import { otherAdmins } from "./internal/admins.ts";
import { hashPassword } from "./internal/password.ts";
import { lockEmail, personByEmail } from "./internal/people.ts";
import { insertUser, putIdentity } from "./internal/write-rows.ts";
import { SETTINGS } from "./settings.ts";

/** `made` now; `there`: somebody is an admin, or was once made one this way; `none`: nobody is, and nobody could be made one. */
export type FirstAdmin = { state: "made" | "there" } | { state: "none"; reason: "not named" | "address taken" | "password refused" };

/**
 * The first admin of an installation, once: where nobody is one and nobody has been made one before. Nobody who exists is ever
 * changed: an address somebody has registered is left to them. Counts as old, or nobody could approve the first payout.
 */
export async function ensureFirstAdmin(db: Database, wanted: { email: string; password: string } | null): Promise<FirstAdmin> {
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" });
  if ((await otherAdmins(ctx, [])).length > 0) return { state: "there" };
  if (wanted === null) return { state: "none", reason: "not named" };
  const email = wanted.email.trim().toLowerCase();
  try {
    await refuseCommonPassword(wanted.password, { email, name: "Admin" });
  } catch {
    return { state: "none", reason: "password refused" };
  }
  const passwordHash = await hashPassword(wanted.password);
  return inTransaction(ctx, (tx) => make(tx, email, passwordHash));
}

async function make(tx: TxCtx, email: string, passwordHash: string): Promise<FirstAdmin> {
  // Several processes may start at once.
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('auth:first-admin', 0))`;
  const once = await setting(tx, SETTINGS.firstAdminMade);
  if ((await otherAdmins(tx, [])).length > 0) return { state: "there" };
  if (once) return { state: "none", reason: "not named" };
  await lockEmail(tx, email);
  if (await personByEmail(tx, email)) return { state: "none", reason: "address taken" };
  const at = await now(tx);
  const id = newId();
  await insertUser(tx, {
    id,
    tenantId: TENANT_ID,
    email,
    emailVerifiedAt: at,
    name: "Admin",
    locale: "en",
    roles: ["admin"],
    adminSince: new Date(0),
    passwordHash,
    createdAt: at,
  });
  await putIdentity(tx, { provider: "password", subject: `${TENANT_ID}:${email}` }, { userId: id, label: email });
  await changeSetting(tx, SETTINGS.firstAdminMade, true);
  await audit(tx, { action: "auth.admin.first", subjectKind: "user", subjectId: id, payload: {} });
  return { state: "made" };
}
