import { describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { heldIn } from "./held.fixture.ts";
import {
  cancelRequest,
  contestDelivery,
  correctHandover,
  createRequest,
  markDelivered,
  rejectOffer,
  startDelivery,
  withdrawOffer,
} from "./index.ts";
import { acceptOffer, bid, handover, listed, submitOffer, wish, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

type Versioned = (version: number) => Scene["act"];
/** As seen by somebody who has read version `seen`. */
const versioned = (seen: number, make: Versioned): Pick<Scene, "act" | "stale"> => ({ act: make(seen), stale: make(99) });
type OfferVerb = typeof withdrawOffer | typeof rejectOffer | typeof acceptOffer;
/** What is done with an offer that nobody has answered. */
const withOffer = (verb: OfferVerb, by: "buyer" | "seller", other: "buyer" | "seller") => async (): Promise<Scene> => {
  const { offer } = await listed(w);
  return {
    by: w[by],
    ...versioned(offer.version, (version) => (ctx) => verb(ctx, { offerId: offer.id, version })),
    stranger: "NOT_FOUND",
    refused: { NOT_FOUND: ["seller2"], FORBIDDEN: [other] },
    again: "INVALID_STATE",
  };
};
/** What a party does with a deal whose price is held; the other party and staff see it and may not. */
const withDeal =
  (
    status: Parameters<typeof heldIn>[1],
    by: "buyer" | "seller",
    verb: (deal: { dealId: string; version: number }) => Scene["act"],
    again: Scene["again"] = "INVALID_STATE",
  ) =>
  async (): Promise<Scene> => {
    const { dealId, version: seen } = await heldIn(w, status);
    return {
      by: w[by],
      ...versioned(seen, (version) => verb({ dealId, version })),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["seller2"], FORBIDDEN: [by === "buyer" ? "seller" : "buyer", "admin"] },
      again,
    };
  };

describeVerbs("marketplace", () => ({ db: w.db, people: w, clock: w.clock }), {
  createRequest: () =>
    Promise.resolve({
      by: w.buyer,
      act: (ctx) => createRequest(ctx, wish),
      other: (ctx) => createRequest(ctx, { ...wish, urgency: "urgent" }),
      stranger: null,
      again: "anew",
    }),
  cancelRequest: async () => {
    const { request } = await listed(w);
    return {
      by: w.buyer,
      ...versioned(2, (version) => (ctx) => cancelRequest(ctx, { requestId: request.id, version })),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["seller2"] },
      again: "INVALID_STATE",
    };
  },
  submitOffer: async () => {
    const request = await createRequest(w.buyer({ clock: w.clock }), wish);
    return {
      by: w.seller,
      act: (ctx) => submitOffer(ctx, bid(request)),
      other: (ctx) => submitOffer(ctx, bid(request, 1n)),
      stranger: null,
      refused: { OWN_REQUEST: ["buyer"] },
      again: "OFFER_EXISTS",
    };
  },
  withdrawOffer: withOffer(withdrawOffer, "seller", "buyer"),
  rejectOffer: withOffer(rejectOffer, "buyer", "seller"),
  acceptOffer: withOffer(acceptOffer, "buyer", "seller"),
  startDelivery: withDeal("processing", "seller", (deal) => (ctx) => startDelivery(ctx, { ...deal, handover })),
  correctHandover: withDeal("delivered", "seller", (deal) => (ctx) => correctHandover(ctx, { ...deal, handover }), "VERSION_CONFLICT"),
  markDelivered: withDeal("delivery", "seller", (deal) => (ctx) => markDelivered(ctx, deal)),
  contestDelivery: withDeal(
    "delivered",
    "buyer",
    (deal) => (ctx) => contestDelivery(ctx, { ...deal, reason: "not_received", note: "It never came" }),
  ),
});
