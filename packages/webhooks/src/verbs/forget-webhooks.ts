import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { forgetMessages } from "../internal/messages.ts";

/** Messages forgotten in a turn. */
const FORGOTTEN = 1_000;

/** Forgets messages that nobody is shown any more, some in a turn. Returns how many. Errors: FORBIDDEN (no process of ours). */
export async function forgetWebhooks(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  return inTransaction(ctx, async (tx) => forgetMessages(tx, await now(tx), FORGOTTEN));
}
