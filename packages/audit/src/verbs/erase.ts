import type { ClientBase } from "pg";

/** One entry, or all entries by or about a person (raw uuids). */
export type Erasable = { entryId: string } | { personId: string };

/**
 * Erases the readable part of entries and their salts, so that nobody can recover it by guessing. Each erasure is an entry itself, and
 * the hash chain stays valid. Needs the owner's connection. Returns how many were erased, and how many stay because they are kept. Two at once take turns: an entry is erased once.
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

/** Keeps the entries by or about a person from being erased. Returns false when they were kept already. An erasure under way ends first. */
export async function keep(client: ClientBase, subjectId: string, reason: string): Promise<boolean> {
  const { rows } = await client.query<{ kept: boolean }>("SELECT audit_keep($1, $2) AS kept", [subjectId, reason]);
  return rows[0]?.kept ?? false;
}

/** They may be erased again. Returns false when nothing kept them. */
export async function letGo(client: ClientBase, subjectId: string): Promise<boolean> {
  return (await client.query('DELETE FROM "AuditHold" WHERE "subjectId" = $1', [subjectId])).rowCount === 1;
}
