import { type Ctx, now, Prisma, reader, type TxCtx } from "@amanat/db";
import type { NewWay } from "../providers/provider.ts";
import type { WayStatus } from "../state.ts";
import type { IntentRow, WayRow } from "./rows.ts";

/** Longer than a question to a provider takes, with its repetitions: then another worker asks. */
const LEASE_MS = 60_000;
/** A provider that has not answered by then is not offered for this payment: its payer waits for the other ways meanwhile. */
export const ANSWER_WITHIN_MS = 15_000;
const RETRY_MS = 2_000;
const FIRST_LOOK_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Looks at one payment, some nine hours of them. */
const MOST_LOOKS = 16;

/** When a provider is first asked what became of a payment. */
export const firstLook = (at: Date): Date => new Date(at.getTime() + FIRST_LOOK_MS);

export type DueWay = { readonly way: WayRow; readonly intent: IntentRow };

/**
 * Takes ways of this status whose provider is to be asked now; nobody else has them until the lease is over. A worker that dies leaves them to
 * the next one.
 */
export async function takeDueWays(ctx: Ctx, status: WayStatus, most: number): Promise<DueWay[]> {
  const at = await now(ctx);
  const until = new Date(at.getTime() + LEASE_MS);
  const taken = await reader(ctx).$queryRaw<{ intentId: string; provider: string }[]>`
    UPDATE "ProviderIntent" SET "nextAt" = ${until} WHERE ("intentId", "provider") IN (
      SELECT "intentId", "provider" FROM "ProviderIntent" WHERE "status" = ${status} AND "nextAt" <= ${at}
      ORDER BY "nextAt" LIMIT ${most} FOR UPDATE SKIP LOCKED
    ) RETURNING "intentId", "provider"`;
  if (taken.length === 0) return [];
  const rows = await reader(ctx).providerIntent.findMany({
    where: { OR: taken.map(({ intentId, provider }) => ({ intentId, provider })) },
    include: { intent: { include: { parts: true } } },
  });
  return rows.map(({ intent, ...way }) => ({ way, intent }));
}

type Key = Pick<WayRow, "intentId" | "provider">;
const where = ({ intentId, provider }: Key) => Prisma.sql`"intentId" = ${intentId}::uuid AND "provider" = ${provider}`;

/** The provider's answer is what was asked for: people can pay by it. False where it is not awaited any more. */
export async function makeReady(tx: TxCtx, key: Key, { reference, referenceHash, data }: NewWay, at: Date): Promise<boolean> {
  const changed = await tx.tx.$executeRaw`
    UPDATE "ProviderIntent" SET "status" = 'ready', "reference" = ${reference}, "referenceHash" = ${referenceHash},
      "data" = ${JSON.stringify(data)}::jsonb, "tries" = 0, "nextAt" = ${firstLook(at)}
    WHERE ${where(key)} AND "status" = 'asked'`;
  return changed === 1;
}

/** Nobody pays by it: the provider refused, answered otherwise than asked, or not in time. */
export async function withdrawWay(ctx: Ctx, key: Key): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- a way to pay that was never shown
  await reader(ctx)
    .$executeRaw`UPDATE "ProviderIntent" SET "status" = 'withdrawn', "nextAt" = NULL WHERE ${where(key)} AND "status" = 'asked'`;
}

/** The provider is asked for the payment once more. */
export async function askAgain(ctx: Ctx, key: Key, at: Date): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- when a provider is asked next
  await reader(ctx).$executeRaw`
    UPDATE "ProviderIntent" SET "tries" = "tries" + 1, "nextAt" = ${new Date(at.getTime() + RETRY_MS)} WHERE ${where(key)} AND "status" = 'asked'`;
}

/** When the provider is asked again what became of a payment: less and less often, and at some time no more. */
export async function lookAgain(ctx: Ctx, way: WayRow, at: Date, done: boolean): Promise<void> {
  const pause = Math.min(FIRST_LOOK_MS * 2 ** way.tries, LONGEST_PAUSE_MS);
  const next = done || way.tries + 1 >= MOST_LOOKS ? null : new Date(at.getTime() + pause);
  // oxlint-disable-next-line amanat/no-unaudited-write -- when a provider is asked next
  await reader(ctx)
    .$executeRaw`UPDATE "ProviderIntent" SET "tries" = "tries" + 1, "nextAt" = ${next} WHERE ${where(way)} AND "status" = 'ready'`;
}

/** A provider that takes money itself was told of some: it is asked now, however often it was before. */
export async function lookNow(tx: TxCtx, key: Key, at: Date): Promise<void> {
  await tx.tx.$executeRaw`UPDATE "ProviderIntent" SET "nextAt" = ${at}, "tries" = 0 WHERE ${where(key)} AND "status" = 'ready'`;
}
