import { audit, newId, now, pokeAfterCommit, setDeadline, type TxCtx } from "@amanat/db";
import { BAN_DUE } from "../internal/standing.ts";
import { tellSanction } from "../internal/news.ts";
import { lockPerson } from "../internal/people.ts";
import { endSessions } from "../internal/sessions.ts";
import { changeUser, insertSanction } from "../internal/write-rows.ts";

export type NewSanction = {
  /** Raw uuid. */
  readonly userId: string;
  readonly kind: "warning" | "ban";
  /** What it is ruled for, by a name that the same ruling always has: `ruling:<uuid>`. */
  readonly cause: string;
  /** Who ruled it; null where nobody did in person. */
  readonly by: string | null;
};

/**
 * Warns or bans a person, in the transaction of whoever rules it. A ban makes them `restricted` at once; `banDue` makes them `banned` when nothing
 * of theirs runs any more.
 *
 * - Who: the caller has decided it; this is no procedure.
 * - Two at once, and replay: one of each kind and cause, the rest change nothing. True when it was this call's.
 * - A person who is gone, or restricted or banned already: it is on record, and changes nothing else.
 */
export async function sanction(tx: TxCtx, { userId, kind, cause, by }: NewSanction): Promise<boolean> {
  await lockPerson(tx, userId);
  const { tenantId } = tx.actor;
  const row = { id: newId(), tenantId, userId, kind, cause, byId: by, at: await now(tx) };
  if (!(await insertSanction(tx, row))) return false;
  await audit(tx, { action: `auth.sanction.${kind}`, subjectKind: "user", subjectId: userId, payload: { cause, by } });
  if (kind === "warning") await tellSanction(tx, userId, "user.warned.v1", cause);
  else await restrict(tx, userId, cause, row.at);
  return true;
}

async function restrict(tx: TxCtx, userId: string, cause: string, at: Date): Promise<void> {
  const person = await changeUser(tx, { id: userId, standing: "active" }, { standing: "restricted" });
  if (!person) return;
  // Staff's streams and rooms end now; a trader stays signed in for what runs.
  if (person.roles.some((role) => role !== "buyer" && role !== "seller")) await endSessions(tx, { userId }, "restricted");
  await setDeadline(tx, { purpose: BAN_DUE, subjectId: userId, dueAt: at });
  pokeAfterCommit(tx, [`user:${userId}`]);
  await tellSanction(tx, userId, "user.restricted.v1", cause);
}
