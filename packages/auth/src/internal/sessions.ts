import { type Actor, DomainError, type Surface, type TokenPair } from "@amanat/contracts";
import { appendEvents, audit, newId, noteChange, now, requireUser, type TxCtx } from "@amanat/db";
import { ACCESS_SECONDS, after, lifetimeFor } from "../rules.ts";
import { lockPerson, type Person } from "./people.ts";
import { countryOf } from "./place.ts";
import { newToken, tokenHash } from "./token.ts";
import { proofsEnded } from "./uses.ts";

/** Where a call comes from, according to its transport. */
export type Origin = { surface: Surface; userAgent: string; address: string };

export type NewSession = Origin & {
  /** The person as they were when they proved who they are. */
  person: Pick<Person, "id" | "roles" | "sessionEpoch">;
  /** How they proved it (RFC 8176 names where there is one): `pwd`, `hwk`, `telegram`, `google`, `wallet`. */
  amr: readonly string[];
};

/** A program's two tokens. */
type Bearers = Pick<TokenPair, "accessToken" | "refreshToken">;

export type BrowserSession = { sessionId: string; token: string; expiresAt: Date };
export type ProgramSession = { sessionId: string; tokens: TokenPair };

/** Creates a browser session in the caller's transaction. Returns the only copy of its token. */
export async function createBrowserSession(tx: TxCtx, session: NewSession): Promise<BrowserSession> {
  const token = newToken("cookie");
  const { sessionId, expiresAt } = await insertSession(tx, session, tokenHash(token));
  return { sessionId, token, expiresAt };
}

/** Creates a program's session with its first pair of tokens (given, or random), in the caller's transaction. */
export async function createProgramSession(tx: TxCtx, session: NewSession, given: Bearers | null = null): Promise<ProgramSession> {
  const { sessionId, expiresAt } = await insertSession(tx, session, null);
  const pair = given ?? { accessToken: newToken("access"), refreshToken: newToken("refresh") };
  return { sessionId, tokens: await storePair(tx, sessionId, pair, { at: await now(tx), sessionEnds: expiresAt }) };
}

/** Stores nothing: the pair was stored before and is made again. Null when the session or the pair is over. */
export async function pairToldAgain(tx: TxCtx, sessionId: string, pair: Bearers): Promise<{ userId: string; tokens: TokenPair } | null> {
  const at = await now(tx);
  const session = await tx.tx.session.findFirst({
    where: { id: sessionId, revokedAt: null, idleExpiresAt: { gt: at }, absExpiresAt: { gt: at } },
    select: { userId: true },
  });
  const access = await tx.tx.accessToken.findUnique({ where: { hash: tokenHash(pair.accessToken), sessionId } });
  const refresh = await tx.tx.refreshToken.findUnique({ where: { hash: tokenHash(pair.refreshToken), sessionId, usedAt: null } });
  if (!session || !access || !refresh) return null;
  const tokens = { ...pair, accessExpiresAt: access.expiresAt.toISOString(), refreshExpiresAt: refresh.expiresAt.toISOString() };
  return { userId: session.userId, tokens };
}

async function insertSession(
  tx: TxCtx,
  session: NewSession,
  hash: Uint8Array<ArrayBuffer> | null,
): Promise<{ sessionId: string; expiresAt: Date }> {
  await requireSamePerson(tx, session.person);
  const { id: userId, roles } = session.person;
  const at = await now(tx);
  const life = lifetimeFor(roles);
  const sessionId = newId();
  const expiresAt = after(at, life.absoluteSeconds);
  const begun = { surface: session.surface, amr: [...session.amr], country: countryOf(session.address), absExpiresAt: expiresAt };
  await tx.tx.session.create({
    data: {
      ...begun,
      id: sessionId,
      tokenHash: hash,
      userId,
      userAgent: session.userAgent.slice(0, 300),
      address: session.address.slice(0, 60),
      createdAt: at,
      lastSeenAt: at,
      idleExpiresAt: after(at, life.idleSeconds),
    },
  });
  noteChange(tx, { kind: "session", id: sessionId, before: null, after: begun });
  // Nobody was signed in until now; the proof says who it is.
  const { tenantId } = tx.actor;
  const actor: Actor = { kind: "user", tenantId, userId, sessionId, name: "", roles, scopes: null };
  await audit(
    { ...tx, actor },
    {
      action: "auth.session.issued",
      subjectKind: "session",
      subjectId: sessionId,
      payload: { userId, amr: [...session.amr], surface: session.surface },
    },
  );
  return { sessionId, expiresAt };
}

/**
 * Checks that the proof is still valid, since proving takes time: meanwhile a password may have been reset, an account unlinked, a role
 * removed. Then it must be given again. The lock makes whoever is ending sessions wait, and end this one too.
 * Errors: INVALID_CREDENTIALS, ACCOUNT_BANNED.
 */
async function requireSamePerson(tx: TxCtx, person: NewSession["person"]): Promise<void> {
  const same = await tx.tx.$queryRaw<{ standing: string }[]>`
    SELECT "standing" FROM "User" WHERE "id" = ${person.id}::uuid AND "sessionEpoch" = ${person.sessionEpoch} AND "deletedAt" IS NULL FOR SHARE`;
  const [found] = same;
  if (!found) throw new DomainError("INVALID_CREDENTIALS");
  if (found.standing === "banned") throw new DomainError("ACCOUNT_BANNED");
}

/** Stores the hashes of a pair made at this time. Neither token outlives the session. */
export async function storePair(
  tx: TxCtx,
  sessionId: string,
  pair: Bearers,
  { at, sessionEnds }: { at: Date; sessionEnds: Date },
): Promise<TokenPair> {
  const fresh = after(at, ACCESS_SECONDS);
  const accessEnds = fresh < sessionEnds ? fresh : sessionEnds;
  await tx.tx.accessToken.create({ data: { hash: tokenHash(pair.accessToken), sessionId, expiresAt: accessEnds } });
  await tx.tx.refreshToken.create({ data: { hash: tokenHash(pair.refreshToken), sessionId, expiresAt: sessionEnds } });
  return { ...pair, accessExpiresAt: accessEnds.toISOString(), refreshExpiresAt: sessionEnds.toISOString() };
}

/**
 * Requires that the session is still alive. A call may have waited for a lock or a chain and outlived its session, and what it is about to
 * write (an address, a way in) would outlive a reset. It waits for whoever is ending the session.
 * Errors: INVALID_TOKEN.
 */
export async function requireLiveSession(tx: TxCtx): Promise<void> {
  const { userId, sessionId } = requireUser(tx.actor);
  await lockPerson(tx, userId);
  const live = await tx.tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Session" WHERE "id" = ${sessionId}::uuid AND "userId" = ${userId}::uuid AND "revokedAt" IS NULL
      AND "absExpiresAt" > ${await now(tx)} FOR SHARE`;
  if (live.length === 0) throw new DomainError("INVALID_TOKEN");
}

/** Ends one live session of the person and closes its open streams. Returns false when there was none. */
export async function endSession(tx: TxCtx, id: { sessionId: string; userId: string }, reason: string): Promise<boolean> {
  const ended = await endSessions(tx, { userId: id.userId, only: id.sessionId }, reason);
  return ended.length > 0;
}

/**
 * Ends the person's live sessions: all, all `but` one, or `only` one; with `cameBy`, only those that began with that proof (`amr`). Their
 * open streams close within two seconds. A sign-in under way has to begin again. Returns the ids of the ended sessions.
 */
export async function endSessions(
  tx: TxCtx,
  which: { userId: string; but?: string; only?: string; cameBy?: string },
  reason: string,
): Promise<readonly string[]> {
  if (which.only === undefined) await proofsEnded(tx, which.userId);
  const rows = await tx.tx.session.updateManyAndReturn({
    where: {
      userId: which.userId,
      revokedAt: null,
      ...(which.cameBy ? { amr: { has: which.cameBy } } : {}),
      id: { ...(which.only ? { equals: which.only } : {}), ...(which.but ? { not: which.but } : {}) },
    },
    data: { revokedAt: await now(tx), revokeReason: reason },
    select: { id: true, revokedAt: true, revokeReason: true },
  });
  for (const { id, ...after } of rows) noteChange(tx, { kind: "session", id, before: { revokedAt: null, revokeReason: null }, after });
  const ids = rows.map((row) => row.id).toSorted();
  for (const sessionId of ids)
    await audit(tx, { action: "auth.session.revoked", subjectKind: "session", subjectId: sessionId, payload: { reason } });
  await appendEvents(
    tx,
    ids.map((sessionId) => ({
      type: "session.revoked.v1" as const,
      subjectId: sessionId,
      payload: { sessionId },
      channels: [`session:${sessionId}`],
      actorRole: "system" as const,
      reacts: false,
    })),
  );
  return ids;
}
