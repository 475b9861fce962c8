import { appendEvents, audit, closeDeadline, type Ctx, isBarred, now, reader, requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { offerChanged, requestChanged } from "../internal/events.ts";
import { lockOffer, lockRequest } from "../internal/locks.ts";
import { endOffers, settleRequest } from "../internal/request-offers.ts";
import type { RequestRow } from "../internal/rows.ts";
import { moveOffer, moveRequest } from "../internal/write-rows.ts";
import { LIVE_OFFER, OPEN_REQUEST } from "../rules.ts";

/** So many rows are ended in one transaction. */
const PASS = 20;
/** What was being posted when the ban was ruled is there by then: no statement takes longer. */
const AGAIN_MS = 90_000;

const PURPOSES = ["trade_end", "trade_end_again"] as const;
export type TradeEnd = (typeof PURPOSES)[number];

/** Takes a person off the market now, and once more when nothing can be under way any more. */
export async function startTradeEnd(tx: TxCtx, userId: string): Promise<void> {
  requireSystem(tx.actor);
  const at = await now(tx);
  for (const purpose of PURPOSES) {
    const dueAt = purpose === "trade_end" ? at : new Date(at.getTime() + AGAIN_MS);
    await setDeadline(tx, { purpose, subjectId: userId, dueAt });
  }
}

/**
 * Ends open requests and standing offers of a person who may begin nothing new, some of each in a pass.
 *
 * - Who: the timers `trade_end` and `trade_end_again`.
 * - Two at once, replay, and what ended meanwhile: nothing more happens to it. A ban that was lifted ends nothing.
 */
export async function endTrading(tx: TxCtx, purpose: TradeEnd, userId: string): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose, subjectId: userId };
  if (!(await isBarred(tx, userId))) return closeDeadline(tx, timer);
  const { tenantId } = tx.actor;
  const pending = [...OPEN_REQUEST, "pending" as const];
  const requests = await reader(tx).request.findMany({
    where: { tenantId, buyerId: userId, status: { in: pending }, deletedAt: null },
    select: { id: true },
    orderBy: { id: "asc" },
    take: PASS,
  });
  const offers = await reader(tx).offer.findMany({
    where: { tenantId, sellerId: userId, status: { in: [...LIVE_OFFER] } },
    select: { id: true, requestId: true },
    orderBy: { requestId: "asc" },
    take: PASS,
  });
  const own = requests.map(({ id }) => ({ at: id, end: async () => barRequest(tx, await lockRequest(tx, id)) }));
  const made = offers.map(({ id, requestId }) => ({ at: requestId, end: () => barOffer(tx, id) }));
  // In one order, so that two people who leave at once do not wait for each other.
  for (const { end } of [...own, ...made].toSorted((a, b) => (a.at < b.at ? -1 : 1))) await end();
  if (Math.max(requests.length, offers.length) === PASS) return setDeadline(tx, { ...timer, dueAt: await now(tx) });
  return closeDeadline(tx, timer, "done");
}

/** Whether anything of a person's is still on the market. */
export async function isTrading(ctx: Ctx, userId: string): Promise<boolean> {
  const { tenantId } = ctx.actor;
  const pending = [...OPEN_REQUEST, "pending" as const];
  const requests = await reader(ctx).request.count({ where: { tenantId, buyerId: userId, status: { in: pending }, deletedAt: null } });
  return requests > 0 || (await reader(ctx).offer.count({ where: { tenantId, sellerId: userId, status: { in: [...LIVE_OFFER] } } })) > 0;
}

async function barRequest(tx: TxCtx, request: RequestRow): Promise<void> {
  if (![...OPEN_REQUEST, "pending"].includes(request.status)) return;
  const moved = await moveRequest(tx, request, "bar", "system", { liveOffers: 0 });
  const ended = await endOffers(tx, moved, "drop", "system");
  await closeDeadline(tx, { purpose: "request_expiry", subjectId: moved.id });
  const payload = { from: request.status, offersEnded: ended.length };
  await audit(tx, { action: "request.bar", subjectKind: "request", subjectId: moved.id, payload });
  await appendEvents(tx, [...ended, requestChanged(moved, "system", "market")]);
}

async function barOffer(tx: TxCtx, offerId: string): Promise<void> {
  const { request, offer } = await lockOffer(tx, offerId);
  if (offer.status !== "submitted") return;
  const moved = await moveOffer(tx, offer, "bar", "system");
  await closeDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id });
  const settled = await settleRequest(tx, request, "system");
  await audit(tx, { action: "offer.bar", subjectKind: "offer", subjectId: offer.id, payload: { requestId: request.id } });
  await appendEvents(tx, [offerChanged(moved, settled.request, "system"), ...settled.events]);
}
