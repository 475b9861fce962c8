import type { ClientBase } from "pg";

/** One entry, or all entries by or about a person (raw uuids). */
export type Erasable = { entryId: string } | { personId: string };

/**
 * Erases the readable part of entries and their salts, so that nobody can recover it by guessing. Each erasure is an entry itself, and
 * the hash chain stays valid. Needs the owner's connection. Returns how many were erased, and how many stay because they are held.
 * `reason`: at least five characters. It stays in the trail, so it must name nobody.
 */
export async function erase(client: ClientBase, what: Erasable, reason: string): Promise<{ erased: number; held: number }> {
  const [condition, id] = "entryId" in what ? ['"id" = $1', what.entryId] : ['("actorId" = $1 OR "subjectId" = $1)', what.personId];
  const { rows } = await client.query<{ erased: number; held: number }>(
    `SELECT erased, held FROM audit_erase((SELECT coalesce(array_agg("id"), '{}') FROM "AuditEntry" WHERE ${condition}), $2)`,
    [id, reason],
  );
  return rows[0] ?? { erased: 0, held: 0 };
}

/** Protects the entries by or about a person from being erased. Returns false when they were protected already. */
export async function hold(client: ClientBase, subjectId: string, reason: string): Promise<boolean> {
  const sql = 'INSERT INTO "AuditHold" ("subjectId", "reason") VALUES ($1, $2) ON CONFLICT DO NOTHING';
  return (await client.query(sql, [subjectId, reason])).rowCount === 1;
}

/** Ends that protection. Returns false when there was none. */
export async function unhold(client: ClientBase, subjectId: string): Promise<boolean> {
  return (await client.query('DELETE FROM "AuditHold" WHERE "subjectId" = $1', [subjectId])).rowCount === 1;
}
