import type { pushSetup } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import type * as z from "zod";
import { subscriptionsOf, view } from "../internal/subscriptions.ts";
import type { PushPorts } from "../ports.ts";

/** What a browser subscribes with, and the browsers that are woken for this person. Errors: AUTHENTICATION_REQUIRED. */
export async function getSetup(ctx: Ctx, { publicKey, living }: PushPorts): Promise<z.input<typeof pushSetup>> {
  const { userId } = requireUser(ctx.actor);
  const { live } = await subscriptionsOf(ctx, userId, living);
  return { publicKey, subscriptions: live.map(view) };
}
