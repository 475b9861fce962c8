import { appendEvents, audit, now, type TxCtx } from "@amanat/db";
import { revokeApiKeys } from "./write-rows.ts";

/** Ends one live API key, or all of a person's; open streams of theirs close within two seconds. */
export async function endApiKeys(tx: TxCtx, which: { id: string } | { userId: string }): Promise<void> {
  const ended = await revokeApiKeys(tx, which, await now(tx));
  const ids = ended.map(({ id }) => id).toSorted();
  for (const id of ids) await audit(tx, { action: "auth.api_key.revoked", subjectKind: "api_key", subjectId: id, payload: {} });
  // A key's id stands where a session's would.
  await appendEvents(
    tx,
    ids.map((id) => ({
      type: "session.revoked.v1" as const,
      subjectId: id,
      payload: { sessionId: id },
      channels: [`session:${id}`],
      actorRole: "system" as const,
      reacts: false,
    })),
  );
}
