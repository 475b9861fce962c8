import { noteChange, type Prisma, type Tx, type TxCtx } from "@amanat/db";
import { lockPerson, subjectOf } from "./people.ts";

/**
 * The only writer of people, their ways in, their passkeys and API keys (lint keeps it so): each row is noted as it was and
 * as it is for the audit entry of its transaction. What merely says that one was used is written by `uses.ts`; sessions begin
 * and end in `sessions.ts`, and are noted there.
 */

type UserRow = Prisma.Result<Tx["user"], object, "findUniqueOrThrow">;
type IdentityRow = Prisma.Result<Tx["identity"], object, "findUniqueOrThrow">;
export type AdminGrantRow = Prisma.Result<Tx["adminGrant"], object, "findUniqueOrThrow">;
type PasskeyRow = Prisma.Result<Tx["passkey"], object, "findUniqueOrThrow">;
export type ApiKeyRow = Prisma.Result<Tx["apiKey"], object, "findUniqueOrThrow">;

/** Traces of use, and what only machines read. `subject` may be an e-mail address; the row's id says as much as may be said. */
const UNTOLD = new Set(["lastUsedAt", "counter", "backedUp", "sessionEpoch", "hash", "publicKey", "subject"]);

function told(row: object | null): object | null {
  return row && Object.fromEntries(Object.entries(row).filter(([field]) => !UNTOLD.has(field)));
}

/** A row as it was and as it is; null where it is not there. */
type Sides<Row> = { before: Row | null; after: Row | null };

function note<Row extends object>(tx: TxCtx, kind: string, { before, after }: Sides<Row>, idOf: (row: Row) => string): void {
  const row = after ?? before;
  if (row) noteChange(tx, { kind, id: idOf(row), before: told(before), after: told(after) });
}

const noteUser = (tx: TxCtx, sides: Sides<UserRow>) => note(tx, "user", sides, ({ id }) => id);
const notePasskey = (tx: TxCtx, sides: Sides<PasskeyRow>) => note(tx, "passkey", sides, ({ credentialId }) => credentialId);
const noteApiKey = (tx: TxCtx, sides: Sides<ApiKeyRow>) => note(tx, "api_key", sides, ({ id }) => id);
/** An account by what its provider calls it; a password, which has nothing but an address, by its person. */
const noteIdentity = (tx: TxCtx, sides: Sides<IdentityRow>) =>
  note(tx, "identity", sides, (row) => `${row.provider}:${row.provider === "password" ? row.userId : subjectOf(row)}`);

export async function insertUser(tx: TxCtx, data: Prisma.UserUncheckedCreateInput): Promise<UserRow> {
  const after = await tx.tx.user.create({ data });
  noteUser(tx, { before: null, after });
  return after;
}

/** Changes a person and raises the version; null, and nothing, when nobody with this id is as `where` says. */
export async function changeUser(
  tx: TxCtx,
  where: Prisma.UserWhereInput & { id: string },
  data: Prisma.UserUpdateManyMutationInput,
): Promise<UserRow | null> {
  // Locked before it is read, or another's change meanwhile would look like this one's.
  await lockPerson(tx, where.id);
  const before = await tx.tx.user.findFirst({ where: { ...where, deletedAt: null } });
  if (!before) return null;
  const after = await tx.tx.user.update({ where: { id: before.id }, data: { ...data, version: { increment: 1 } } });
  noteUser(tx, { before, after });
  return after;
}

/** A way in that is nobody's yet. */
export async function insertIdentity(tx: TxCtx, data: Prisma.IdentityUncheckedCreateInput): Promise<void> {
  noteIdentity(tx, { before: null, after: await tx.tx.identity.create({ data }) });
}

/** Makes a way in lead to this person, whoever it led to. The caller holds the lock of the address or the account. */
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

/** Takes ways in away; returns how many there were. The caller holds the lock of the account or of the person's ways. */
export async function deleteIdentities(tx: TxCtx, where: Prisma.IdentityWhereInput & { userId: string }): Promise<number> {
  const rows = await tx.tx.identity.findMany({ where });
  const { count } = await tx.tx.identity.deleteMany({ where });
  for (const before of rows) noteIdentity(tx, { before, after: null });
  return count;
}

/** Null when the passkey is known already, whosever it is. */
export async function insertPasskey(tx: TxCtx, data: Prisma.PasskeyCreateManyInput): Promise<PasskeyRow | null> {
  const [after] = await tx.tx.passkey.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!after) return null;
  notePasskey(tx, { before: null, after });
  return after;
}

/** Null when there is none as `where` says. */
export async function changePasskey(
  tx: TxCtx,
  where: Prisma.PasskeyWhereInput & { credentialId: string },
  data: Pick<Prisma.PasskeyUpdateManyMutationInput, "name" | "flaggedAt">,
): Promise<PasskeyRow | null> {
  const before = await tx.tx.passkey.findFirst({ where });
  const [after] = await tx.tx.passkey.updateManyAndReturn({ where, data });
  if (!before || !after) return null;
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

/** The caller has locked the key. */
export async function changeApiKey(
  tx: TxCtx,
  before: ApiKeyRow,
  data: Pick<Prisma.ApiKeyUncheckedUpdateManyInput, "rotatedTo" | "expiresAt">,
): Promise<void> {
  noteApiKey(tx, { before, after: await tx.tx.apiKey.update({ where: { id: before.id }, data }) });
}

/** Ends live keys; returns the ended ones. */
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

/** Ends what waits; null when it waits no more. The caller has locked the person it is for. */
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
