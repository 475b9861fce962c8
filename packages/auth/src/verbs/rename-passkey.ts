import { DomainError, type PasskeyView, type renamePasskeyInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { changePasskey } from "../internal/write-rows.ts";
import { viewOf } from "../passkeys/held.ts";

/** Renames one of the person's passkeys. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, BUSY. */
export async function renamePasskey(ctx: Ctx, input: z.output<typeof renamePasskeyInput>): Promise<PasskeyView> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const renamed = await changePasskey(tx, { credentialId: input.passkeyId, userId: user.userId }, { name: input.name });
    if (!renamed) throw new DomainError("NOT_FOUND");
    await audit(tx, {
      action: "auth.passkey.renamed",
      subjectKind: "user",
      subjectId: user.userId,
      payload: { credentialId: renamed.credentialId },
    });
    return viewOf(renamed);
  });
}
