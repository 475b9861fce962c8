import { publicId } from "@amanat/contracts";
import { appendEvents, type Ctx, inTransaction, mendIncidents, now, Prisma, reader, requireSystem, type TxCtx } from "@amanat/db";
import { intentEvents } from "../internal/events.ts";
import { moveIntentLast } from "../internal/write-rows.ts";
import { type IntentRow, lockIntent, readIntents } from "../internal/rows.ts";
import { inWords, raiseOverdue } from "../internal/overdue.ts";
import { throughOf, waysOf } from "../internal/ways-to-pay.ts";
import { walletTarget } from "../internal/attribution.ts";
import type { IntakeRail, WatchedPlace } from "../ports.ts";

const PER_PASS = 20;
/** A way that its provider is still asked for holds its intent back no longer than this, whatever became of the asking. */
const ASKED_MS = 30_000;

/**
 * Registers the escrow wallet and every opened intent with the watchers; only then are an intent's payment details shown to its payer. It waits
 * until the providers have answered that are asked for a payment of it, since the reference to watch for may be theirs. One bounded pass; returns how many are watched now. A crash repeats the registration, which is idempotent.
 */
export async function watchIntents(ctx: Ctx, rail: IntakeRail): Promise<number> {
  requireSystem(ctx.actor);
  const { chain } = rail.chain;
  const taken = await watchWallet(ctx, rail);
  const since = new Date((await now(ctx)).getTime() - ASKED_MS);
  const next = Prisma.sql`SELECT "id" FROM "PaymentIntent" WHERE "chain" = ${chain} AND "watchedAt" IS NULL
    AND EXISTS (SELECT FROM "ProviderIntent" w WHERE w."intentId" = "PaymentIntent"."id")
    AND NOT EXISTS (SELECT FROM "ProviderIntent" w WHERE w."intentId" = "PaymentIntent"."id" AND w."status" = 'asked' AND w."createdAt" > ${since})
    ORDER BY "createdAt" LIMIT ${PER_PASS}`;
  const waiting = await readIntents(ctx, Prisma.sql`i."id" IN (${next})`);
  if (waiting.length > 0) {
    const head = await rail.verifier.head(chain);
    for (const intent of waiting) {
      const waits = async (tx: TxCtx) => (await lockIntent(tx, intent.id))?.watchedAt === null;
      taken.push(await isTaken(ctx, { chain, since: intent.createdAt, waits }, () => register(ctx, rail, intent, head)));
    }
  }
  const watched = taken.filter(Boolean).length;
  if (watched > 0 && watched === taken.length) await mendIncidents(ctx, chain, ["scanner.refuses"]);
  return watched;
}

/** Something to watch. `waits` locks its row and answers whether nobody watches it yet. */
type Target = { readonly chain: string; readonly since: Date; readonly waits: (tx: TxCtx) => Promise<boolean> };

/**
 * Whether the watchers took a target, which waits since `since`. One incident per chain: a scanner that is down refuses every target. It is raised
 * under the lock of what waits: another worker that registers it afterwards finds the incident and mends it, and after it none is raised.
 */
async function isTaken(ctx: Ctx, { chain, since, waits }: Target, registering: () => Promise<void>): Promise<boolean> {
  try {
    await registering();
    return true;
  } catch (error) {
    ctx.log.warn({ err: error, chain }, "the scanner did not take a target; trying again");
    await inTransaction(ctx, async (tx) => {
      if (await waits(tx)) await raiseOverdue(tx, since, { kind: "scanner.refuses", subject: chain, detail: inWords(error) });
    });
    return false;
  }
}

/**
 * Registers the escrow wallet itself, once: what anybody pays there is ours too. It is watched from the oldest block of any intent, so that
 * no older payment is missed. Returns whether it was taken; nothing when it is watched already.
 */
async function watchWallet(ctx: Ctx, rail: IntakeRail): Promise<boolean[]> {
  const { chain } = rail.chain;
  const address = rail.chain.escrowWallet;
  const key = { chain_address: { chain, address } };
  const known = await reader(ctx).ownAddress.findUnique({ where: key });
  if (known?.watchedAt != null) return [];
  const oldest = await reader(ctx).paymentIntent.aggregate({ where: { chain }, _min: { watchFromBlock: true, createdAt: true } });
  // It waits since somebody could first pay there.
  const since = oldest._min.createdAt ?? (await now(ctx));
  const registering = async () => {
    const first = known?.watchFromBlock ?? oldest._min.watchFromBlock ?? (await rail.verifier.head(chain));
    // Stored before the call, and never changed: registering the same target with another block is a conflict. Of two workers that see
    // different heads, both register the block of the one that stored first.
    // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look at our own wallet
    await reader(ctx).ownAddress.upsert({ where: key, create: { chain, address }, update: {} });
    // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look at our own wallet
    await reader(ctx).ownAddress.updateMany({ where: { chain, address, watchFromBlock: null }, data: { watchFromBlock: first } });
    const stored = await reader(ctx).ownAddress.findUniqueOrThrow({ where: key });
    await watch(rail, walletTarget(chain, address), { chain, fromBlock: stored.watchFromBlock ?? first, address, through: null });
    // oxlint-disable-next-line amanat/no-unaudited-write -- that the scanner looks at our own wallet
    await reader(ctx).ownAddress.updateMany({ where: { chain, address, watchedAt: null }, data: { watchedAt: await now(ctx) } });
  };
  const waits = async (tx: TxCtx): Promise<boolean> => {
    const [row] = await tx.tx.$queryRaw<{ watchedAt: Date | null }[]>`
      SELECT "watchedAt" FROM "OwnAddress" WHERE "chain" = ${chain} AND "address" = ${address} FOR UPDATE`;
    return row?.watchedAt == null;
  };
  return [await isTaken(ctx, { chain, since, waits }, registering)];
}

/** Registers with every watcher. If one refuses, all are asked again at the next pass. */
async function watch(rail: IntakeRail, targetId: string, place: WatchedPlace): Promise<void> {
  for (const watcher of rail.watchers) await watcher.watch(targetId, place);
}

async function register(ctx: Ctx, rail: IntakeRail, intent: IntentRow, head: number): Promise<void> {
  const { chain } = intent;
  const through = throughOf(await waysOf(ctx, intent.id));
  // Without an address of its own it is paid at the wallet that its memo is for.
  const address = intent.depositAddress ?? through?.to;
  if (address === undefined) return;
  // Stored before the call: the address was never shown, so no payment is older than the first attempt.
  // oxlint-disable-next-line amanat/no-unaudited-write -- where the scanner begins to look; that it looks is a move of its own
  const [kept] = await reader(ctx).$queryRaw<{ from: number }[]>`
    UPDATE "PaymentIntent" SET "watchFromBlock" = coalesce("watchFromBlock", ${head}) WHERE "id" = ${intent.id}::uuid
    RETURNING "watchFromBlock" AS from`;
  const fromBlock = kept?.from ?? head;
  await watch(rail, publicId("intent", intent.id), { chain, fromBlock, address, through });
  await rail.crash?.at("intent.registered");
  await inTransaction(ctx, async (tx) => {
    const locked = await lockIntent(tx, intent.id);
    if (!locked || locked.watchedAt !== null) return;
    const shown = await moveIntentLast(tx, locked, locked.status, { watchedAt: await now(tx) });
    if (shown.status === "awaiting") await appendEvents(tx, intentEvents("payment.awaiting.v1", shown, {}));
  });
}
