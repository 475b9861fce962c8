import type { passkeyList } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import type * as z from "zod";
import { heldBy, viewOf } from "../passkeys/held.ts";

/** The person's passkeys, the oldest first. Errors: AUTHENTICATION_REQUIRED. */
export async function passkeys(ctx: Ctx): Promise<z.input<typeof passkeyList>> {
  const user = requireUser(ctx.actor);
  return { passkeys: (await heldBy(ctx, user.userId)).map(viewOf) };
}
