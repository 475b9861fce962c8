import { finishes, money, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { dealMoved, myTurnView } from "../deals/views.ts";
import { contestDeliveryInput, correctHandoverInput, markDeliveredInput, startDeliveryInput } from "./delivery.ts";
import {
  acceptedOffer,
  byRequest,
  cancelRequestInput,
  createRequestInput,
  listOffersInput,
  listRequestsInput,
  myOffersInput,
  myRequestsInput,
  offerAction,
  offerPage,
  offerView,
  requestPage,
  requestView,
  submitOfferInput,
} from "./schemas.ts";
import { nothing } from "../page.ts";

export const procedures = {
  listRequests: query(listRequestsInput, requestPage, read("public", "open requests only", "requests:read", { keptSeconds: 15 })),
  getRequest: query(byRequest, requestView, read("public", "open, or a party of its deal", "requests:read", { keptSeconds: 15 })),
  myRequests: query(myRequestsInput, requestPage, read("user", "own", "requests:read")),
  createRequest: mutation(createRequestInput, requestView, write("becomes the buyer", "none", "requests:write")),
  cancelRequest: mutation(cancelRequestInput, requestView, finishes(write("buyer", "before acceptance", "requests:write"))),
  listOffers: query(listOffersInput, offerPage, read("user", "buyer sees all, a seller the own one", "offers:read")),
  myOffers: query(myOffersInput, offerPage, read("user", "own", "offers:read")),
  submitOffer: mutation(submitOfferInput, offerView, write("not the buyer", "request open", "offers:write")),
  withdrawOffer: mutation(offerAction, offerView, finishes(write("seller of the offer", "submitted", "offers:write"))),
  rejectOffer: mutation(offerAction, offerView, finishes(write("buyer of the request", "submitted", "offers:write"))),
  acceptOffer: mutation(offerAction, acceptedOffer, money("buyer of the request", "submitted, valid", "offers:write")),
  myTurn: query(nothing, myTurnView, read("user", "own", "deals:read")),
  startDelivery: mutation(startDeliveryInput, dealMoved, finishes(write("seller of the deal", "processing", "deals:write"))),
  correctHandover: mutation(
    correctHandoverInput,
    dealMoved,
    finishes(write("seller of the deal", "delivery, delivered or confirming, no hold", "deals:write")),
  ),
  markDelivered: mutation(markDeliveredInput, dealMoved, finishes(write("seller of the deal", "delivery", "deals:write"))),
  contestDelivery: mutation(
    contestDeliveryInput,
    dealMoved,
    finishes(money("buyer of the deal", "delivered or confirming, rounds left", "deals:write")),
  ),
} as const;
