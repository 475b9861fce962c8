import type { meResult } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import { meOf, personById } from "../internal/people.ts";

/** Who is asking; null when nobody is signed in. */
export async function me(ctx: Ctx): Promise<z.input<typeof meResult>> {
  if (ctx.actor.kind !== "user") return { user: null };
  const person = await personById(ctx, ctx.actor.userId);
  return { user: person ? meOf(person) : null };
}
