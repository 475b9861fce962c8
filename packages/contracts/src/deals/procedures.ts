import { finishes, money, polled, read } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import {
  answerDealChangeInput,
  changeProposed,
  dealAction,
  liftHoldInput,
  placeHoldInput,
  proposeDealChangeInput,
  timelineView,
  withdrawDealChangeInput,
} from "./schemas.ts";
import { byDeal, dealDetail, dealMoved, dealPage, listDealsInput } from "./views.ts";

export const procedures = {
  listDeals: query(listDealsInput, dealPage, read("user", "party", "deals:read")),
  getDeal: query(byDeal, dealDetail, polled("user", "party or staff", "deals:read")),
  dealTimeline: query(byDeal, timelineView, polled("user", "party or staff", "deals:read")),
  confirmDeal: mutation(
    dealAction,
    dealMoved,
    finishes(money("buyer of the deal", "delivered or confirming, no hold", "deals:write", { stepUp: "deal.release" })),
  ),
  cancelDeal: mutation(
    dealAction,
    dealMoved,
    finishes(
      money(
        "buyer before funds are held or when the delivery is late, seller before delivery",
        "payment or processing; late: processing or delivery",
        "deals:write",
      ),
    ),
  ),
  // A seller who agrees to cancel gives the money away, whether they propose it or accept it.
  proposeDealChange: mutation(
    proposeDealChangeInput,
    changeProposed,
    finishes(money("party", "money held, none open of its kind", "deals:write", { stepUp: "deal.refund" })),
  ),
  answerDealChange: mutation(
    answerDealChangeInput,
    changeProposed,
    finishes(money("the other party", "money held, proposal open", "deals:write", { stepUp: "deal.refund" })),
  ),
  placeHold: mutation(placeHoldInput, dealMoved, {
    ...money("no party of the deal", "money held, no guard's hold", "deals:write"),
    who: ["guard"],
  }),
  liftHold: mutation(liftHoldInput, dealMoved, { ...money("no party of the deal", "a guard's hold", "deals:write"), who: ["guard"] }),
  withdrawDealChange: mutation(withdrawDealChangeInput, changeProposed, finishes(money("who proposed it", "proposal open", "deals:write"))),
} as const;
