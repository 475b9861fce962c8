import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { Person } from "./people.ts";

/** A lock for removing ways in of a person, so that two removals can not each rely on the other one. */
export async function lockWaysIn(tx: TxCtx, personId: string): Promise<void> {
  const key = `auth:ways-in:${personId}`;
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/**
 * Refuses to leave a person without a way in. Under `lockWaysIn`, after the removal: it counts a password with a proved address, passkeys
 * that are not flagged, and linked accounts. Errors: LAST_WAY_IN.
 */
export async function requireWayIn(tx: TxCtx, person: Pick<Person, "id" | "passwordHash" | "emailVerifiedAt">): Promise<void> {
  if (person.passwordHash !== null && person.emailVerifiedAt !== null) return;
  const passkeys = await tx.tx.passkey.count({ where: { userId: person.id, flaggedAt: null } });
  const linked = await tx.tx.identity.count({ where: { userId: person.id, provider: { not: "password" } } });
  if (passkeys + linked === 0) throw new DomainError("LAST_WAY_IN");
}
