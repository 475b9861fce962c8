import type { TxCtx } from "@amanat/db";
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

/**
 * Erases some entries by or about a person who goes, without the owner's connection: the database lets that happen to nobody else
 * (`audit_erase_departed`). Returns how many.
 */
export async function erasePass(tx: TxCtx, personId: string): Promise<number> {
  const [row] = await tx.tx.$queryRaw<{ erased: number }[]>`SELECT audit_erase_departed(${personId}::uuid) AS erased`;
  return row?.erased ?? 0;
}

/** Erases old entries, none of the last year (`audit_erase_old`). Returns how many. */
export async function eraseOld(tx: TxCtx, ids: readonly string[]): Promise<number> {
  const [row] = await tx.tx.$queryRaw<{ erased: number }[]>`SELECT audit_erase_old(${[...ids]}::uuid[]) AS erased`;
  return row?.erased ?? 0;
}
