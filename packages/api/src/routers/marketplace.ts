import { PROCEDURES } from "@amanat/contracts";
import { KINDS } from "@amanat/kinds";
import * as marketplace from "@amanat/marketplace";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.marketplace;

export const marketplaceRouter = router({
  listRequests: query(rows.listRequests, marketplace.listRequests),
  getRequest: query(rows.getRequest, marketplace.getRequest),
  myRequests: query(rows.myRequests, marketplace.myRequests),
  createRequest: mutation(rows.createRequest, marketplace.createRequest),
  cancelRequest: mutation(rows.cancelRequest, marketplace.cancelRequest),
  listOffers: query(rows.listOffers, marketplace.listOffers),
  myOffers: query(rows.myOffers, marketplace.myOffers),
  submitOffer: mutation(rows.submitOffer, (ctx, input, call) => marketplace.submitOffer(ctx, input, call.services.payIn)),
  withdrawOffer: mutation(rows.withdrawOffer, marketplace.withdrawOffer),
  rejectOffer: mutation(rows.rejectOffer, marketplace.rejectOffer),
  acceptOffer: mutation(rows.acceptOffer, (ctx, input, call) => marketplace.acceptOffer(ctx, input, call.services.payIn)),
  myTurn: query(rows.myTurn, (ctx) => marketplace.myTurn(ctx, KINDS)),
  startDelivery: mutation(rows.startDelivery, marketplace.startDelivery),
  correctHandover: mutation(rows.correctHandover, marketplace.correctHandover),
  markDelivered: mutation(rows.markDelivered, marketplace.markDelivered),
  contestDelivery: mutation(rows.contestDelivery, marketplace.contestDelivery),
});
