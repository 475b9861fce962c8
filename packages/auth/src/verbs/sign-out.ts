import type { acknowledged } from "@amanat/contracts";
import { type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { endSession } from "../internal/sessions.ts";

/** Ends the session the call came with, its open streams included. Errors: AUTHENTICATION_REQUIRED, BUSY. */
export async function signOut(ctx: Ctx): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, (tx) => endSession(tx, user, "signed_out"));
  return { ok: true };
}
