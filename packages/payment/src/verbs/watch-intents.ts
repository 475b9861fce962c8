import { publicId } from "@amanat/contracts";
import { appendEvents, type Ctx, inTransaction, mendIncidents, now, reader, requireSystem } from "@amanat/db";
import { intentEvents } from "../internal/events.ts";
import { moveIntent } from "../internal/write-rows.ts";
import { type IntentRow, lockIntent, WITH_PARTS } from "../internal/rows.ts";
import { inWords, raiseOverdue } from "../internal/overdue.ts";
import { throughOf, waysOf } from "../internal/ways-to-pay.ts";
import { walletTarget } from "../internal/attribution.ts";
import type { IntakeRail, WatchedPlace } from "../ports.ts";

const PER_PASS = 20;

/**
 * Registers every opened intent with the watchers; only then are its payer's payment details shown. One bounded pass; returns how many are
 * watched now. A crash repeats the registration, which is idempotent.
 */
export async function watchIntents(ctx: Ctx, rail: IntakeRail): Promise<number> {
  requireSystem(ctx.actor);
  const wallet = await watchWallet(ctx, rail);
  const waiting = await reader(ctx).paymentIntent.findMany({
    where: { chain: rail.chain.chain, watchedAt: null, depositAddress: { not: null } },
    orderBy: { createdAt: "asc" },
    take: PER_PASS,
    include: WITH_PARTS,
  });
  if (waiting.length === 0) return wallet;
  const head = await rail.verifier.head(rail.chain.chain);
  let watched = wallet;
  for (const intent of waiting) {
    try {
      await register(ctx, rail, intent, head);
      watched += 1;
    } catch (error) {
      ctx.log.warn(
        { reason: error instanceof Error ? error.message : String(error), intent: intent.id },
        "the scanner did not take a target; trying again",
      );
      // One incident per chain: a scanner that is down refuses every target.
      await raiseOverdue(ctx, intent.createdAt, { kind: "scanner.refuses", subject: rail.chain.chain, detail: inWords(error) });
    }
  }
  if (watched > 0) await mendIncidents(ctx, rail.chain.chain, ["scanner.refuses"]);
  return watched;
}

/**
 * Registers the escrow wallet itself, once: what anybody pays there is ours too. It is watched from the oldest block of any intent, so that
 * no older payment is missed.
 */
async function watchWallet(ctx: Ctx, rail: IntakeRail): Promise<number> {
  const { chain } = rail.chain;
  const address = rail.chain.escrowWallet;
  const key = { chain_address: { chain, address } };
  const known = await reader(ctx).ownAddress.findUnique({ where: key });
  if (known?.watchedAt != null) return 0;
  try {
    const oldest = await reader(ctx).paymentIntent.aggregate({ where: { chain }, _min: { watchFromBlock: true } });
    const fromBlock = known?.watchFromBlock ?? oldest._min.watchFromBlock ?? (await rail.verifier.head(chain));
    // Stored before the call: registering the same target with another block is a conflict.
    // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look at our own wallet
    await reader(ctx).ownAddress.upsert({
      where: key,
      create: { chain, address, watchFromBlock: fromBlock },
      update: { watchFromBlock: fromBlock },
    });
    await watch(rail, walletTarget(chain, address), { chain, fromBlock, address, through: null });
    // oxlint-disable-next-line amanat/no-unaudited-write -- that the scanner looks at our own wallet
    await reader(ctx).ownAddress.updateMany({ where: { chain, address, watchedAt: null }, data: { watchedAt: await now(ctx) } });
    return 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ctx.log.warn({ reason, address }, "the scanner did not take the escrow wallet; trying again");
    return 0;
  }
}

/** Registers with every watcher. If one refuses, all are asked again at the next pass. */
async function watch(rail: IntakeRail, targetId: string, place: WatchedPlace): Promise<void> {
  for (const watcher of rail.watchers) await watcher.watch(targetId, place);
}

async function register(ctx: Ctx, rail: IntakeRail, intent: IntentRow, head: number): Promise<void> {
  const { chain, depositAddress: address } = intent;
  if (address === null) return;
  // Stored before the call: the address was never shown, so no payment is older than the first attempt.
  // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look; that it looks is a move of its own
  await reader(ctx).paymentIntent.updateMany({ where: { id: intent.id, watchFromBlock: null }, data: { watchFromBlock: head } });
  const fromBlock =
    intent.watchFromBlock ?? (await reader(ctx).paymentIntent.findUniqueOrThrow({ where: { id: intent.id } })).watchFromBlock ?? head;
  const through = throughOf(await waysOf(ctx, intent.id));
  await watch(rail, publicId("intent", intent.id), { chain, fromBlock, address, through });
  await rail.crash?.at("intent.registered");
  await inTransaction(ctx, async (tx) => {
    const locked = await lockIntent(tx, intent.id);
    if (!locked || locked.watchedAt !== null) return;
    const shown = await moveIntent(tx, locked, locked.status, { watchedAt: await now(tx) });
    if (shown.status === "awaiting") await appendEvents(tx, intentEvents("payment.awaiting.v1", shown, {}));
  });
}
