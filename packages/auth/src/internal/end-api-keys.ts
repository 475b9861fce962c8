import { appendEvents, audit, now, type TxCtx } from "@amanat/db";
import { revokeApiKeys } from "./write-rows.ts";

/** Ends one live API key, or all of a person's. Their open streams close within two seconds. */
export async function endApiKeys(tx: TxCtx, which: { id: string } | { userId: string }): Promise<void> {
  const ended = await revokeApiKeys(tx, which, await now(tx));
  const ids = ended.map(({ id }) => id).toSorted();
  for (const id of ids) await audit(tx, { action: "auth.api_key.revoked", subjectKind: "api_key", subjectId: id, payload: {} });
  // Streams know a key by its id, in place of a session's.
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
