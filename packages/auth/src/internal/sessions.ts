import type { Role } from "@amanat/contracts";
import { appendEvents, audit, newId, now, type TxCtx } from "@amanat/db";
import { after, lifetimeFor } from "../rules.ts";
import { newToken, tokenHash } from "./token.ts";

export type Surface = "web" | "sdk";

export type NewSession = {
  userId: string;
  roles: readonly Role[];
  /** How the person proved who they are: `pwd` so far. */
  amr: readonly string[];
  surface: Surface;
  userAgent: string;
};

export type IssuedSession = { token: string; sessionId: string; expiresAt: Date };

/** A Session row and the only copy of its token, inside the caller's transaction. */
export async function createSession(tx: TxCtx, session: NewSession): Promise<IssuedSession> {
  const token = newToken();
  const hash = tokenHash(token);
  if (!hash) throw new Error("a new token is always well-formed");
  const at = await now(tx);
  const life = lifetimeFor(session.roles);
  const sessionId = newId();
  const absolute = after(at, life.absoluteSeconds);
  await tx.tx.session.create({
    data: {
      id: sessionId,
      tokenHash: hash,
      userId: session.userId,
      surface: session.surface,
      amr: [...session.amr],
      userAgent: session.userAgent.slice(0, 300),
      createdAt: at,
      lastSeenAt: at,
      idleExpiresAt: after(at, life.idleSeconds),
      absExpiresAt: absolute,
    },
  });
  await audit(tx, {
    action: "auth.session.issued",
    subjectKind: "session",
    subjectId: sessionId,
    payload: { userId: session.userId, amr: [...session.amr], surface: session.surface },
  });
  return { token, sessionId, expiresAt: absolute };
}

/** Ends one live session of the person and wakes its open streams. False when there was none to end. */
export async function endSession(tx: TxCtx, id: { sessionId: string; userId: string }, reason: string): Promise<boolean> {
  const at = await now(tx);
  const ended = await tx.tx.session.updateMany({
    where: { id: id.sessionId, userId: id.userId, revokedAt: null },
    data: { revokedAt: at, revokeReason: reason },
  });
  if (ended.count === 0) return false;
  await audit(tx, { action: "auth.session.revoked", subjectKind: "session", subjectId: id.sessionId, payload: { reason } });
  await appendEvents(tx, [
    {
      type: "session.revoked.v1",
      subjectId: id.sessionId,
      payload: { sessionId: id.sessionId },
      channels: [`session:${id.sessionId}`],
      reacts: false,
    },
  ]);
  return true;
}
