import { PROCEDURES } from "@amanat/contracts";
import * as marketplace from "@amanat/marketplace";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.deals;

export const dealsRouter = router({
  listDeals: query(rows.listDeals, marketplace.listDeals),
  getDeal: query(rows.getDeal, marketplace.getDeal),
  dealTimeline: query(rows.dealTimeline, marketplace.dealTimeline),
  confirmDeal: mutation(rows.confirmDeal, marketplace.confirmDeal),
  cancelDeal: mutation(rows.cancelDeal, marketplace.cancelDeal),
  proposeDealChange: mutation(rows.proposeDealChange, marketplace.proposeDealChange),
  answerDealChange: mutation(rows.answerDealChange, marketplace.answerDealChange),
  withdrawDealChange: mutation(rows.withdrawDealChange, marketplace.withdrawDealChange),
});
