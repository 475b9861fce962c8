import { offerAction, type OfferView, parsed } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, oncePerKey, requireUser, wayOf } from "@amanat/db";
import { expectVersion, idOf } from "@amanat/deals";
import type * as z from "zod";
import { OFFER } from "../state.ts";
import { lockOffer } from "./locks.ts";
import { moveOffer } from "./write-rows.ts";
import { offerChanged } from "./events.ts";
import { viewOffer } from "./offer-view.ts";
import { settleRequest } from "./request-offers.ts";
import { offerRole } from "./who.ts";

/** Ends a standing offer: the seller withdraws it, or the buyer rejects it. */
export async function endOffer(ctx: Ctx, route: string, input: z.input<typeof offerAction>, on: "withdraw" | "reject"): Promise<OfferView> {
  requireUser(ctx.actor);
  const command = parsed(offerAction, input);
  return oncePerKey(ctx, route, command, async (tx) => {
    const { request, offer } = await lockOffer(tx, idOf("offer", command.offerId));
    const by = offerRole(request, offer, tx.actor);
    wayOf(OFFER, offer.status, on, by);
    expectVersion(offer, command.version);
    const moved = await moveOffer(tx, offer, on, by);
    await closeDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id });
    const settled = await settleRequest(tx, request, by);
    await audit(tx, { action: `offer.${on}`, subjectKind: "offer", subjectId: offer.id, payload: { requestId: request.id } });
    await appendEvents(tx, [offerChanged(moved, settled.request, by), ...settled.events]);
    return viewOffer(tx, moved, settled.request);
  });
}
