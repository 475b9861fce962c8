import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { type DueWay, lookAgain, takeDueWays } from "../internal/due-ways.ts";
import { noteReported } from "../internal/reported-payments.ts";
import type { ProviderPorts } from "../ports.ts";

const PER_PASS = 10;
const OVER = ["credited", "cancelled"];

/**
 * Asks providers what became of payments that were asked of them: their webhooks give up after some tries. What they say is noted like a
 * webhook, and is as little proof. One bounded pass; returns how many were looked at.
 *
 * - Two workers: each way is taken by one. A worker that dies leaves it to the next one, and noting twice changes nothing.
 */
export async function lookAtPayments(ctx: Ctx, { providers }: Pick<ProviderPorts, "providers">): Promise<number> {
  requireSystem(ctx.actor);
  const due = await takeDueWays(ctx, "ready", PER_PASS);
  await Promise.all(due.map((each) => lookAt(ctx, each, providers)));
  return due.length;
}

async function lookAt(ctx: Ctx, { way, intent }: DueWay, providers: ProviderPorts["providers"]): Promise<void> {
  const called = providers.find(({ name }) => name === way.provider);
  let done = OVER.includes(intent.status) || called?.api == null;
  try {
    const payment = done ? null : ((await called?.api?.lookAt(way)) ?? null);
    if (payment !== null && called !== undefined) {
      await inTransaction(ctx, (tx) => noteReported(tx, called.name, payment));
      done = payment.paid;
    }
  } catch (error) {
    ctx.log.warn({ err: error, provider: way.provider, intent: intent.id }, "a provider does not say what became of a payment");
  }
  await lookAgain(ctx, way, await now(ctx), done);
}
