import { admin, money, polled, read, staff } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { reportNotReceivedInput } from "./holds.ts";
import { answerRulingInput, heldPage, listHeldInput, proposeRulingInput, rulingMoved } from "./rulings.ts";
import {
  answerDealChangeInput,
  changeProposed,
  dealAction,
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
    money("buyer of the deal", "delivered or confirming, no hold", "deals:write", { stepUp: "deal.release" }),
  ),
  cancelDeal: mutation(
    dealAction,
    dealMoved,
    money(
      "buyer before funds are held or when the delivery is late, seller before delivery",
      "payment or processing; late: processing or delivery",
      "deals:write",
    ),
  ),
  // A seller who agrees to cancel gives the money away, whether they propose it or accept it.
  proposeDealChange: mutation(
    proposeDealChangeInput,
    changeProposed,
    money("party", "money held, none open of its kind", "deals:write", { stepUp: "deal.refund" }),
  ),
  answerDealChange: mutation(
    answerDealChangeInput,
    changeProposed,
    money("the other party", "money held, proposal open", "deals:write", { stepUp: "deal.refund" }),
  ),
  withdrawDealChange: mutation(withdrawDealChangeInput, changeProposed, money("who proposed it", "proposal open", "deals:write")),
  reportNotReceived: mutation(
    reportNotReceivedInput,
    dealMoved,
    money("buyer of the deal", "delivered or confirming, no hold, reports left", "deals:write"),
  ),
  withdrawReport: mutation(dealAction, dealMoved, money("buyer of the deal", "a party's hold", "deals:write")),
  yieldDeal: mutation(dealAction, dealMoved, money("seller of the deal", "a party's hold", "deals:write", { stepUp: "deal.refund" })),
  listHeld: query(listHeldInput, heldPage, polled(staff, "tenant", "deals:read")),
  proposeRuling: mutation(
    proposeRulingInput,
    rulingMoved,
    admin(money("tenant, no party of the deal", "a party's hold, no ruling open", "deals:write")),
  ),
  answerRuling: mutation(
    answerRulingInput,
    rulingMoved,
    admin(
      money("no party of the deal; to approve, not who proposed it", "a party's hold, ruling open", "deals:write", { stepUp: "deal.rule" }),
    ),
  ),
} as const;
