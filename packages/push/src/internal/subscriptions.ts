import { DomainError, publicId, type PushSubscriptionView, type UserActor, uuidOf } from "@amanat/contracts";
import { type Ctx, newId, noteChange, now, reader, type RowOf, type TxCtx } from "@amanat/db";
import type { Living } from "../ports.ts";

/** The only writer of subscriptions (lint enforces it). */

export type SubscriptionRow = RowOf<"PushSubscription">;

/** Browsers of one person; a further one takes the place of the oldest. */
const MOST = 10;

export function view(row: SubscriptionRow): PushSubscriptionView {
  return { id: publicId("pushSubscription", row.id), host: new URL(row.endpoint).host, createdAt: row.createdAt.toISOString() };
}

/** A person's browsers, apart by whether they are still signed in there. */
export async function subscriptionsOf(
  ctx: Ctx,
  userId: string,
  living: Living,
): Promise<{ live: SubscriptionRow[]; ended: SubscriptionRow[] }> {
  const rows = await reader(ctx).pushSubscription.findMany({ where: { userId }, orderBy: { createdAt: "asc" }, take: MOST });
  const sessions = rows.length === 0 ? new Set() : await living(ctx, [...new Set(rows.map(({ sessionId }) => sessionId))]);
  const isLive = ({ sessionId }: SubscriptionRow) => sessions.has(sessionId);
  return { live: rows.filter(isLive), ended: rows.filter((row) => !isLive(row)) };
}

/** Which of these people have a browser that wants to be woken. */
export async function subscribed(ctx: Ctx, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { userId: { in: [...userIds] } };
  const rows = await reader(ctx).pushSubscription.findMany({ where, select: { userId: true }, distinct: ["userId"] });
  return new Set(rows.map((row) => row.userId));
}

/** One person's browsers come and go one after the other, so that their number holds. */
async function lockKeeper(tx: TxCtx, userId: string): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`push of ${userId}`}, 0))`;
}

/** The address is a secret of its browser, so that the trail has the service's host alone. */
const told = ({ endpoint, p256dh: _key, auth: _auth, lastKey: _last, ...row }: SubscriptionRow): object => ({
  ...row,
  host: new URL(endpoint).host,
});

type Browser = Pick<SubscriptionRow, "endpoint" | "p256dh" | "auth">;

/** Binds a browser to whoever is signed in there now, whoever it was before. `isNew`: it was not theirs in this session already. */
export async function bind(
  tx: TxCtx,
  { tenantId, userId, sessionId }: UserActor,
  { endpoint, p256dh, auth }: Browser,
): Promise<{ row: SubscriptionRow; isNew: boolean }> {
  await lockKeeper(tx, userId);
  const createdAt = await now(tx);
  const bound = { endpoint, p256dh, auth, tenantId, userId, sessionId, lastKey: null, createdAt };
  const before = await tx.tx.pushSubscription.findUnique({ where: { endpoint } });
  // Every page of a browser that is woken says so; most have nothing to change.
  if (before?.userId === userId && before.sessionId === sessionId && before.p256dh === p256dh && before.auth === auth)
    return { row: before, isNew: false };
  const row = await tx.tx.pushSubscription.upsert({
    where: { endpoint },
    create: { id: newId(), ...bound },
    update: before?.userId === userId ? { ...bound, createdAt: before.createdAt } : { ...bound, id: newId() },
  });
  noteChange(tx, { kind: "push_subscription", id: row.id, before: before && told(before), after: told(row) });
  const all = await tx.tx.pushSubscription.findMany({
    where: { userId },
    orderBy: { createdAt: "desc" },
    select: { id: true },
    skip: MOST,
  });
  if (all.length > 0) await tx.tx.pushSubscription.deleteMany({ where: { id: { in: all.map(({ id }) => id) } } });
  return { row, isNew: true };
}

/** Errors: NOT_FOUND (somebody else's, unknown). */
export async function removeOwn(tx: TxCtx, userId: string, pushSubscriptionId: string): Promise<SubscriptionRow> {
  const id = uuidOf("pushSubscription", pushSubscriptionId);
  const [row] = id === null ? [] : await tx.tx.pushSubscription.findMany({ where: { id, userId } });
  const gone = row && (await tx.tx.pushSubscription.deleteMany({ where: { id: row.id, userId } })).count === 1;
  if (!gone) throw new DomainError("NOT_FOUND");
  noteChange(tx, { kind: "push_subscription", id: row.id, before: told(row), after: null });
  return row;
}

/** Their push service says that they are no more, or nobody is signed in there; unless they were bound anew meanwhile. */
export async function removeGone(tx: TxCtx, rows: readonly SubscriptionRow[]): Promise<void> {
  for (const { id, sessionId } of rows) await tx.tx.pushSubscription.deleteMany({ where: { id, sessionId } });
}

export async function noteTold(tx: TxCtx, { id }: SubscriptionRow, lastKey: string): Promise<void> {
  await tx.tx.pushSubscription.updateMany({ where: { id }, data: { lastKey } });
}

/** Of somebody who goes: nobody is woken any more. */
export async function forgetSubscriptions(tx: TxCtx, userId: string): Promise<number> {
  const { count } = await tx.tx.pushSubscription.deleteMany({ where: { userId } });
  return count;
}
