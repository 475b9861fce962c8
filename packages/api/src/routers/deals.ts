import { PROCEDURES } from "@amanat/contracts";
import * as deals from "@amanat/deals";
import { KINDS } from "@amanat/kinds";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.deals;

export const dealsRouter = router({
  listDeals: query(rows.listDeals, (ctx, input) => deals.listDeals(ctx, input, KINDS)),
  getDeal: query(rows.getDeal, (ctx, input) => deals.getDeal(ctx, input, KINDS)),
  dealTimeline: query(rows.dealTimeline, deals.dealTimeline),
  confirmDeal: mutation(rows.confirmDeal, (ctx, input) => deals.confirmDeal(ctx, input, KINDS)),
  cancelDeal: mutation(rows.cancelDeal, (ctx, input) => deals.cancelDeal(ctx, input, KINDS)),
  proposeDealChange: mutation(rows.proposeDealChange, (ctx, input) => deals.proposeDealChange(ctx, input, KINDS)),
  answerDealChange: mutation(rows.answerDealChange, (ctx, input) => deals.answerDealChange(ctx, input, KINDS)),
  withdrawDealChange: mutation(rows.withdrawDealChange, (ctx, input) => deals.withdrawDealChange(ctx, input, KINDS)),
  reportNotReceived: mutation(rows.reportNotReceived, (ctx, input) => deals.reportNotReceived(ctx, input, KINDS)),
  withdrawReport: mutation(rows.withdrawReport, (ctx, input) => deals.withdrawReport(ctx, input, KINDS)),
  yieldDeal: mutation(rows.yieldDeal, (ctx, input) => deals.yieldDeal(ctx, input, KINDS)),
  listHeld: query(rows.listHeld, deals.listHeld),
  proposeRuling: mutation(rows.proposeRuling, (ctx, input) => deals.proposeRuling(ctx, input, KINDS)),
  answerRuling: mutation(rows.answerRuling, (ctx, input, call) => deals.answerRuling(ctx, input, { kinds: KINDS, ...call.services.payIn })),
});
