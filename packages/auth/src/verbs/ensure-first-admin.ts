import { createCtx, type Database, inTransaction, newId, now, TENANT_ID, type TxCtx, audit, changeSetting, setting } from "@amanat/db";
import { refuseCommonPassword } from "../internal/common-passwords.ts";
import { otherAdmins } from "../internal/admins.ts";
import { hashPassword } from "../internal/password.ts";
import { lockEmail, personByEmail } from "../internal/people.ts";
import { insertUser, putIdentity } from "../internal/write-rows.ts";
import { SETTINGS } from "../settings.ts";

/** `made`: just now. `there`: there is an admin, or one was made this way before. `none`: there is none and none could be made. */
export type FirstAdmin = { state: "made" | "there" } | { state: "none"; reason: "not named" | "address taken" | "password refused" };

/**
 * Makes the first admin of an installation, once: only when there is no admin and none was made this way before. An existing person is
 * never changed, even with this address. The admin has no waiting time, or nobody could approve the first payout.
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
