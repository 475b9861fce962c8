import { DomainError, NOBODY_NAME } from "@amanat/contracts";
import { noteChange, now, type Prisma, type Tx, type TxCtx } from "@amanat/db";
import { tellOpened } from "./news.ts";
import { lockPerson, subjectOf } from "./people.ts";

/**
 * The only writer of people, their ways in, passkeys and API keys (lint enforces it). Every change is noted for the audit entry of its
 * transaction. Traces of use are written by `uses.ts`; sessions begin and end in `sessions.ts`.
 */

type UserRow = Prisma.Result<Tx["user"], object, "findUniqueOrThrow">;
type IdentityRow = Prisma.Result<Tx["identity"], object, "findUniqueOrThrow">;
export type AdminGrantRow = Prisma.Result<Tx["adminGrant"], object, "findUniqueOrThrow">;
type PasskeyRow = Prisma.Result<Tx["passkey"], object, "findUniqueOrThrow">;
export type ApiKeyRow = Prisma.Result<Tx["apiKey"], object, "findUniqueOrThrow">;

/** Traces of use and technical columns. `subject` may be an e-mail address, so the audit trail gets only the row's id. */
const UNTOLD = new Set(["lastUsedAt", "counter", "backedUp", "sessionEpoch", "hash", "publicKey", "subject"]);

function told(row: object | null): object | null {
  return row && Object.fromEntries(Object.entries(row).filter(([field]) => !UNTOLD.has(field)));
}

/** A row before and after; null where it did not exist. */
type Sides<Row> = { before: Row | null; after: Row | null };

function note<Row extends object>(tx: TxCtx, kind: string, { before, after }: Sides<Row>, idOf: (row: Row) => string): void {
  const row = after ?? before;
  if (row) noteChange(tx, { kind, id: idOf(row), before: told(before), after: told(after) });
}

const noteUser = (tx: TxCtx, sides: Sides<UserRow>) => note(tx, "user", sides, ({ id }) => id);
const notePasskey = (tx: TxCtx, sides: Sides<PasskeyRow>) => note(tx, "passkey", sides, ({ credentialId }) => credentialId);
const noteApiKey = (tx: TxCtx, sides: Sides<ApiKeyRow>) => note(tx, "api_key", sides, ({ id }) => id);
/** An account is found by its provider's id; a password, which has none, by its person. */
const noteIdentity = (tx: TxCtx, sides: Sides<IdentityRow>) =>
  note(tx, "identity", sides, (row) => `${row.provider}:${row.provider === "password" ? row.userId : subjectOf(row)}`);

export async function insertUser(tx: TxCtx, data: Prisma.UserUncheckedCreateInput): Promise<UserRow> {
  const after = await tx.tx.user.create({ data });
  noteUser(tx, { before: null, after });
  await tellOpened(tx, after.id);
  return after;
}

/** Changes a person and raises the version. Null when nobody with this id matches `where`. */
export async function changeUser(
  tx: TxCtx,
  where: Prisma.UserWhereInput & { id: string },
  data: Prisma.UserUpdateManyMutationInput,
): Promise<UserRow | null> {
  // Locked before it is read; otherwise a concurrent change would look like this one.
  await lockPerson(tx, where.id);
  const before = await tx.tx.user.findFirst({ where: { ...where, deletedAt: null } });
  if (!before) return null;
  const { id, version } = before;
  const [after] = await tx.tx.user.updateManyAndReturn({ where: { id, version }, data: { ...data, version: { increment: 1 } } });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  noteUser(tx, { before, after });
  return after;
}

/** Creates a way in that is nobody's yet. */
export async function insertIdentity(tx: TxCtx, data: Prisma.IdentityUncheckedCreateInput): Promise<void> {
  noteIdentity(tx, { before: null, after: await tx.tx.identity.create({ data }) });
}

/** Links a way in to this person, whoever had it. The caller holds the lock of the address or the account. */
export async function putIdentity(
  tx: TxCtx,
  key: { provider: string; subject: string },
  owner: { userId: string; label: string },
): Promise<void> {
  const where = { provider_subject: key };
  const before = await tx.tx.identity.findUnique({ where });
  const after = await tx.tx.identity.upsert({ where, create: { ...key, ...owner }, update: owner });
  noteIdentity(tx, { before, after });
}

/** Removes ways in; returns how many. The caller holds the lock of the account or of the person's ways in. */
export async function deleteIdentities(tx: TxCtx, where: Prisma.IdentityWhereInput & { userId: string }): Promise<number> {
  const rows = await tx.tx.identity.findMany({ where });
  const { count } = await tx.tx.identity.deleteMany({ where });
  for (const before of rows) noteIdentity(tx, { before, after: null });
  return count;
}

/** Null when the passkey is known already, whoever's it is. */
export async function insertPasskey(tx: TxCtx, data: Prisma.PasskeyCreateManyInput): Promise<PasskeyRow | null> {
  const [after] = await tx.tx.passkey.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!after) return null;
  notePasskey(tx, { before: null, after });
  return after;
}

/** Null when none matches `where`. */
export async function changePasskey(
  tx: TxCtx,
  where: Prisma.PasskeyWhereInput & { credentialId: string },
  data: Pick<Prisma.PasskeyUpdateManyMutationInput, "name" | "flaggedAt">,
): Promise<PasskeyRow | null> {
  const before = await tx.tx.passkey.findFirst({ where });
  if (!before) return null;
  const [after] = await tx.tx.passkey.updateManyAndReturn({ where: { ...where, flaggedAt: before.flaggedAt }, data });
  if (!after) return null;
  notePasskey(tx, { before, after });
  return after;
}

/** The caller holds the lock of the person's ways in. */
export async function deletePasskey(tx: TxCtx, before: PasskeyRow): Promise<void> {
  await tx.tx.passkey.deleteMany({ where: { credentialId: before.credentialId, userId: before.userId } });
  notePasskey(tx, { before, after: null });
}

export async function insertApiKey(tx: TxCtx, data: Prisma.ApiKeyUncheckedCreateInput): Promise<ApiKeyRow> {
  const after = await tx.tx.apiKey.create({ data });
  noteApiKey(tx, { before: null, after });
  return after;
}

/** Errors: VERSION_CONFLICT (it was rotated or revoked meanwhile, so the caller had not locked it). */
export async function changeApiKey(
  tx: TxCtx,
  before: ApiKeyRow,
  data: Pick<Prisma.ApiKeyUncheckedUpdateManyInput, "rotatedTo" | "expiresAt">,
): Promise<void> {
  const { id, rotatedTo, revokedAt } = before;
  const [after] = await tx.tx.apiKey.updateManyAndReturn({ where: { id, rotatedTo, revokedAt }, data });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  noteApiKey(tx, { before, after });
}

/** Ends live keys; returns them. */
export async function revokeApiKeys(tx: TxCtx, which: { id: string } | { userId: string }, revokedAt: Date): Promise<ApiKeyRow[]> {
  const ended = await tx.tx.apiKey.updateManyAndReturn({ where: { ...which, revokedAt: null }, data: { revokedAt } });
  for (const after of ended) noteApiKey(tx, { before: { ...after, revokedAt: null }, after });
  return ended;
}

export async function insertAdminGrant(tx: TxCtx, data: Prisma.AdminGrantUncheckedCreateInput): Promise<AdminGrantRow> {
  const after = await tx.tx.adminGrant.create({ data });
  noteChange(tx, { kind: "admin_grant", id: after.id, before: null, after });
  return after;
}

/** Ends a waiting grant; null when it is not waiting any more. The caller has locked its person. */
export async function endAdminGrant(
  tx: TxCtx,
  before: AdminGrantRow,
  end: { outcome: "given" | "stopped" | "lapsed"; endedById: string | null; endedAt: Date },
): Promise<AdminGrantRow | null> {
  const [after] = await tx.tx.adminGrant.updateManyAndReturn({ where: { id: before.id, outcome: null }, data: end });
  if (!after) return null;
  noteChange(tx, { kind: "admin_grant", id: after.id, before, after });
  return after;
}

/** False when the same was ruled for the same cause before. The caller has locked the person. */
export async function insertSanction(tx: TxCtx, data: Prisma.SanctionCreateManyInput): Promise<boolean> {
  const [after] = await tx.tx.sanction.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!after) return false;
  noteChange(tx, { kind: "sanction", id: after.id, before: null, after });
  return true;
}

/** Lifts all bans of a person that stand. The caller has locked the person. */
export async function liftSanctions(tx: TxCtx, userId: string, end: { liftedById: string; liftedAt: Date }): Promise<void> {
  const rows = await tx.tx.sanction.updateManyAndReturn({ where: { userId, kind: "ban", liftedAt: null }, data: end });
  for (const after of rows)
    noteChange(tx, { kind: "sanction", id: after.id, before: { ...after, liftedById: null, liftedAt: null }, after });
}

/** What is left of somebody whose account is closed: that there was one. */
const NOBODY = { email: null, emailVerifiedAt: null, name: NOBODY_NAME, timeZone: null, passwordHash: null } as const;

/** Closes an account: no way in leads to it, and nothing in its row says whose it was. Null when nobody with this id has one. */
export async function closePerson(tx: TxCtx, id: string, deletedAt: Date): Promise<UserRow | null> {
  await deleteIdentities(tx, { userId: id });
  for (const passkey of await tx.tx.passkey.findMany({ where: { userId: id } })) await deletePasskey(tx, passkey);
  return changeUser(tx, { id }, { ...NOBODY, unlinkedProviders: [], deletedAt });
}

/** Closes accounts that nobody ever proved. Returns how many. */
export async function forgetPeople(tx: TxCtx, ids: readonly string[]): Promise<number> {
  const deletedAt = await now(tx);
  let gone = 0;
  for (const id of ids.toSorted()) gone += (await closePerson(tx, id, deletedAt)) === null ? 0 : 1;
  return gone;
}
