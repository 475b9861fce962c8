import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { audit, bytes, now, type TxCtx } from "@amanat/db";
import { tellOwner } from "../internal/news.ts";
import { changePasskey } from "../internal/write-rows.ts";
import { endSessions } from "../internal/sessions.ts";
import { passkeyUsed } from "../internal/uses.ts";
import { BY_PASSKEY } from "./held.ts";
import type { RelyingParty } from "./relying-party.ts";
import { PasskeyRefused, verifyAssertion } from "./verify.ts";

/**
 * Believes an answer to `challenge`, or does not: the uuid of the passkey's owner, or null. `userId` is
 * who has to be the owner; null when nobody said who is asking. The caller has consumed the challenge,
 * and must commit either way: a passkey that seems to have been copied is marked and its owner told.
 */
export async function provePasskey(
  tx: TxCtx,
  rp: RelyingParty,
  proof: { response: AuthenticationResponseJSON; challenge: string; userId: string | null },
): Promise<{ userId: string; credentialId: string } | null> {
  const passkey = await tx.tx.passkey.findUnique({ where: { credentialId: proof.response.id } });
  if (!passkey || (proof.userId !== null && passkey.userId !== proof.userId)) return refused(tx, "unknown", null);
  if (passkey.flaggedAt) return refused(tx, "flagged", passkey.credentialId);
  const known = { ...passkey, publicKey: bytes(passkey.publicKey), counter: Number(passkey.counter) };
  try {
    const { counter, backedUp } = await verifyAssertion(rp, proof.response, {
      challenge: proof.challenge,
      passkey: known,
      named: proof.userId !== null,
    });
    // Of two answers that were checked against the same counter only one may move it.
    if (!(await passkeyUsed(tx, passkey, { at: await now(tx), counter, backedUp }))) return refused(tx, "counter", passkey.credentialId);
  } catch (error) {
    if (!(error instanceof PasskeyRefused)) throw error;
    if (error.reason === "counter") await flag(tx, passkey);
    return refused(tx, error.reason, passkey.credentialId);
  }
  return { userId: passkey.userId, credentialId: passkey.credentialId };
}

/** What the log may know of a refusal; whoever asked learns only that there was one. */
function refused(tx: TxCtx, reason: string, credentialId: string | null): null {
  tx.log.info({ reason, credentialId }, "passkey refused");
  return null;
}

/** The key itself answered with a counter that has been there before: somebody may hold a copy. */
async function flag(tx: TxCtx, passkey: { credentialId: string; userId: string }): Promise<void> {
  const marked = await changePasskey(tx, { credentialId: passkey.credentialId, flaggedAt: null }, { flaggedAt: await now(tx) });
  if (!marked) return;
  // A copy may have been in use for longer than this answer.
  await endSessions(tx, { userId: passkey.userId, cameBy: BY_PASSKEY }, "passkey_suspect");
  await audit(tx, {
    action: "auth.passkey.flagged",
    subjectKind: "user",
    subjectId: passkey.userId,
    payload: { credentialId: passkey.credentialId, reason: "counter" },
  });
  await tellOwner(tx, passkey.userId, "passkey_suspect");
}
