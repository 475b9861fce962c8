import { publicId } from "@amanat/contracts";
import { appendEvents, type Ctx, inTransaction, mendIncidents, now, reader, requireSystem } from "@amanat/db";
import { aboutIntent, intentPayload } from "../internal/events.ts";
import { moveIntent } from "../internal/move.ts";
import { type IntentRow, lockIntent } from "../internal/rows.ts";
import { inWords, raiseStuck } from "../internal/stuck.ts";
import type { IntakePorts } from "../ports.ts";

const PER_PASS = 20;

/**
 * Has the scanner watch every opened intent; only its 200 makes the deposit address visible. One bounded
 * pass; answers how many are watched now. A crash anywhere repeats the registration, which is idempotent.
 */
export async function watchIntents(ctx: Ctx, ports: IntakePorts): Promise<number> {
  requireSystem(ctx.actor);
  const waiting = await reader(ctx).paymentIntent.findMany({
    where: { chain: ports.chain.chain, watchedAt: null, depositAddress: { not: null } },
    orderBy: { createdAt: "asc" },
    take: PER_PASS,
  });
  if (waiting.length === 0) return 0;
  const head = await ports.verifier.head(ports.chain.chain);
  let watched = 0;
  for (const intent of waiting) {
    try {
      await register(ctx, ports, intent, head);
      watched += 1;
      if (watched === 1) await mendIncidents(ctx, ports.chain.chain, ["scanner.refuses"]);
    } catch (error) {
      ctx.log.warn(
        { reason: error instanceof Error ? error.message : String(error), intent: intent.id },
        "the scanner did not take a target; trying again",
      );
      // One for the chain: a scanner that is down refuses them all.
      await raiseStuck(ctx, intent.createdAt, { kind: "scanner.refuses", subject: ports.chain.chain, detail: inWords(error) });
    }
  }
  return watched;
}

async function register(ctx: Ctx, ports: IntakePorts, intent: IntentRow, head: number): Promise<void> {
  const { depositAddress, proxy, referenceHash } = intent;
  if (depositAddress === null || proxy === null || referenceHash === null) return;
  // Fixed before the call: the address was never shown, so no payment is older than the first attempt.
  // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look; that it looks is a move of its own
  await reader(ctx).paymentIntent.updateMany({ where: { id: intent.id, watchFromBlock: null }, data: { watchFromBlock: head } });
  const fromBlock =
    intent.watchFromBlock ?? (await reader(ctx).paymentIntent.findUniqueOrThrow({ where: { id: intent.id } })).watchFromBlock ?? head;
  await ports.scanner.watch(publicId("intent", intent.id), { chain: intent.chain, fromBlock, depositAddress, proxy, referenceHash });
  await ports.crash?.at("intent.registered");
  await inTransaction(ctx, async (tx) => {
    const locked = await lockIntent(tx, intent.id);
    if (!locked || locked.watchedAt !== null) return;
    const shown = await moveIntent(tx, locked, locked.status, { watchedAt: await now(tx) });
    if (shown.status === "awaiting")
      await appendEvents(tx, [{ type: "payment.awaiting.v1", ...aboutIntent(shown), payload: intentPayload(shown) }]);
  });
}
