import { type Ctx, inTransaction, now, raiseIncident, reader, requireSystem } from "@amanat/db";
import { ANSWER_WITHIN_MS, askAgain, type DueWay, makeReady, takeDueWays, withdrawWay } from "../internal/due-ways.ts";
import { inWords } from "../internal/overdue.ts";
import { lockIntent } from "../internal/rows.ts";
import type { ProviderPorts } from "../ports.ts";
import { ServiceAway } from "../providers/breaker.ts";
import { WrongAnswer } from "../providers/provider.ts";

const PER_PASS = 10;

/**
 * Asks providers for the payments of intents that were opened, so that people can pay by them. Nobody is shown such a way before, and the
 * intent is watched only once its ways are settled. One bounded pass; returns how many were asked for.
 *
 * - A provider that does not answer is asked again for fifteen seconds; then the payment goes without it.
 * - An answer that is not what was asked is an incident, and never tried again: nothing of it reaches a wallet.
 * - Two workers: each way is taken by one. A worker that dies between the provider's answer and its row leaves a request there that nobody
 *   knows the reference of, and the next one makes another.
 */
export async function askPayments(ctx: Ctx, ports: ProviderPorts): Promise<number> {
  requireSystem(ctx.actor);
  const due = await takeDueWays(ctx, "asked", PER_PASS);
  await Promise.all(due.map((each) => askOne(ctx, each, ports)));
  return due.length;
}

async function askOne(ctx: Ctx, { way, intent }: DueWay, { rails, providers }: ProviderPorts): Promise<void> {
  const api = providers.find(({ name }) => name === way.provider)?.api ?? null;
  const rail = rails.get(intent.chain);
  if (api === null || rail === undefined || intent.status !== "awaiting") return withdrawWay(ctx, way);
  try {
    const asset = await reader(ctx).asset.findUniqueOrThrow({ where: { id: intent.assetId } });
    const answer = await api.askPayment({ intent, asset, way, rail });
    await inTransaction(ctx, async (tx) => {
      // Under the intent's lock, so that whoever registers it with the watchers does so with this way or without it.
      const locked = await lockIntent(tx, intent.id);
      if (locked?.status === "awaiting" && locked.watchedAt === null) await makeReady(tx, way, answer, await now(tx));
      else await withdrawWay(tx, way);
    });
  } catch (error) {
    await failed(ctx, { way, intent }, error);
  }
}

async function failed(ctx: Ctx, { way, intent }: DueWay, error: unknown): Promise<void> {
  ctx.log.warn({ err: error, provider: way.provider, intent: intent.id }, "a provider was asked for a payment in vain");
  const at = await now(ctx);
  if (error instanceof WrongAnswer)
    await inTransaction(ctx, async (tx) => {
      await withdrawWay(tx, way);
      await raiseIncident(tx, {
        kind: "provider.wrong_answer",
        subject: intent.id,
        dealId: intent.scope,
        detail: { provider: way.provider, ...inWords(error) },
      });
    });
  else if (error instanceof ServiceAway && at.getTime() - way.createdAt.getTime() < ANSWER_WITHIN_MS) await askAgain(ctx, way, at);
  else await withdrawWay(ctx, way);
}
