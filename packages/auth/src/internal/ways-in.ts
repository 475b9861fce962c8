import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { Person } from "./people.ts";

/** Serialises everything that takes a way in from a person, so that two removals cannot both leave the other one. */
export async function lockWaysIn(tx: TxCtx, personId: string): Promise<void> {
  const key = `auth:ways-in:${personId}`;
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/**
 * Refuses to leave a person outside. Under `lockWaysIn`, and after the removal: it counts what is left, a password whose
 * address is proved, passkeys that are not flagged, and linked accounts. Errors: LAST_WAY_IN.
 */
export async function requireWayIn(tx: TxCtx, person: Pick<Person, "id" | "passwordHash" | "emailVerifiedAt">): Promise<void> {
  if (person.passwordHash !== null && person.emailVerifiedAt !== null) return;
  const passkeys = await tx.tx.passkey.count({ where: { userId: person.id, flaggedAt: null } });
  const linked = await tx.tx.identity.count({ where: { userId: person.id, provider: { not: "password" } } });
  if (passkeys + linked === 0) throw new DomainError("LAST_WAY_IN");
}
