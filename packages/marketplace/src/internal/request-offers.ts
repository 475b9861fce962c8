import { closeDeadlines, type Mover, type NewEvent, setDeadline, settle, type TxCtx } from "@amanat/db";
import { isOpen, LIVE_OFFER, reopening } from "../rules.ts";

import { amendRequest, moveOffersOf, moveRequest } from "./write-rows.ts";
import { offerChanged, requestChanged } from "./events.ts";
import type { RequestRow } from "./rows.ts";

/** The number of live offers of a locked request. Counted each time, because a kept counter could drift. */
export async function countLiveOffers(tx: TxCtx, requestId: string): Promise<number> {
  await settle(tx, ["Offer"]);
  return tx.tx.offer.count({ where: { requestId, status: { in: [...LIVE_OFFER] } } });
}

/** Updates a locked request after an offer left it: the count, and back to `active` after the last one. */
export async function settleRequest(tx: TxCtx, request: RequestRow, by: Mover): Promise<{ request: RequestRow; events: NewEvent[] }> {
  const liveOffers = await countLiveOffers(tx, request.id);
  if (request.status === "received_offers" && liveOffers === 0) {
    const moved = await moveRequest(tx, request, "offers_gone", by, { liveOffers });
    return { request: moved, events: [requestChanged(moved, by, "buyer")] };
  }
  return { request: await amendRequest(tx, request, { liveOffers }), events: [] };
}

/** Ends every live offer of a request that closes, with their timers. */
export async function endOffers(
  tx: TxCtx,
  request: RequestRow,
  on: "reject" | "drop" | "expire" | "supersede",
  by: Mover,
): Promise<NewEvent[]> {
  // An offer is superseded only when another one's price is held.
  const ended = await moveOffersOf(tx, request, "submitted", on, by, { held: on === "supersede" });
  await closeDeadlines(
    tx,
    ended.map(({ id }) => ({ purpose: "offer_expiry", subjectId: id })),
  );
  return ended.map((offer) => offerChanged(offer, request, by));
}

/**
 * Opens a matched request again after its deal ended unpaid. If it is too late, the request and its offers expire instead. The events are the
 * system's: which party stepped back is not public.
 */
export async function reopenRequest(tx: TxCtx, request: RequestRow, by: Mover, at: Date): Promise<NewEvent[]> {
  const liveOffers = await countLiveOffers(tx, request.id);
  const on = reopening(request, liveOffers, at);
  const late = on === "reopen_late";
  const moved = await moveRequest(tx, request, on, by, { liveOffers: late ? 0 : liveOffers, activeDealId: null });
  if (isOpen(moved, at)) await setDeadline(tx, { purpose: "request_expiry", subjectId: moved.id, dueAt: moved.expiresAt });
  const ended = late ? await endOffers(tx, moved, "expire", "timer") : [];
  return [...ended, requestChanged(moved, "system", "market")];
}
