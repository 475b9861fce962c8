import type { ClientBase } from "pg";

/** One entry, or all entries by or about a person (raw uuids). */
export type Erasable = { entryId: string } | { personId: string };

/**
 * Takes away what can be read of entries, and their salts, so that nobody can find out by guessing; each is said to be erased by an
 * entry of its own, and the chain stays whole. The connection must be the owner's. Answers how many went, and how many stay because
 * they are held. `reason`: five characters at least; it stands in the trail, so it names nobody.
 */
export async function erase(client: ClientBase, what: Erasable, reason: string): Promise<{ erased: number; held: number }> {
  const [condition, id] = "entryId" in what ? ['"id" = $1', what.entryId] : ['("actorId" = $1 OR "subjectId" = $1)', what.personId];
  const { rows } = await client.query<{ erased: number; held: number }>(
    `SELECT erased, held FROM audit_erase((SELECT coalesce(array_agg("id"), '{}') FROM "AuditEntry" WHERE ${condition}), $2)`,
    [id, reason],
  );
  return rows[0] ?? { erased: 0, held: 0 };
}

/** Keeps the entries by or about somebody from being erased. False when they were kept already. */
export async function hold(client: ClientBase, subjectId: string, reason: string): Promise<boolean> {
  const sql = 'INSERT INTO "AuditHold" ("subjectId", "reason") VALUES ($1, $2) ON CONFLICT DO NOTHING';
  return (await client.query(sql, [subjectId, reason])).rowCount === 1;
}

/** Lets them go. False when nothing kept them. */
export async function unhold(client: ClientBase, subjectId: string): Promise<boolean> {
  return (await client.query('DELETE FROM "AuditHold" WHERE "subjectId" = $1', [subjectId])).rowCount === 1;
}
