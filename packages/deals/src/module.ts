import type { Module, Verbs } from "@amanat/db";
import type { PaymentCall } from "@amanat/payment";
import { channelsOf } from "./channels.ts";
import * as deals from "./index.ts";
import type { Kinds } from "./kind.ts";
import { DEAL_ONLY, dealReactions } from "./reactions.ts";
import { SETTINGS } from "./settings.ts";
import { dealTimers } from "./timers.ts";

/** The engine's module, for the kinds of deal there are. */
export function module({ kinds }: { readonly kinds: Kinds }): Module<PaymentCall> {
  const verbs: Verbs<"deals", PaymentCall> = {
    listDeals: (ctx, input) => deals.listDeals(ctx, input, kinds),
    getDeal: (ctx, input) => deals.getDeal(ctx, input, kinds),
    dealTimeline: deals.dealTimeline,
    confirmDeal: (ctx, input) => deals.confirmDeal(ctx, input, kinds),
    cancelDeal: (ctx, input) => deals.cancelDeal(ctx, input, kinds),
    proposeDealChange: (ctx, input) => deals.proposeDealChange(ctx, input, kinds),
    answerDealChange: (ctx, input) => deals.answerDealChange(ctx, input, kinds),
    withdrawDealChange: (ctx, input) => deals.withdrawDealChange(ctx, input, kinds),
    reportNotReceived: (ctx, input) => deals.reportNotReceived(ctx, input, kinds),
    withdrawReport: (ctx, input) => deals.withdrawReport(ctx, input, kinds),
    yieldDeal: (ctx, input) => deals.yieldDeal(ctx, input, kinds),
    listHeld: deals.listHeld,
    proposeRuling: (ctx, input) => deals.proposeRuling(ctx, input, kinds),
    answerRuling: (ctx, input, call) => deals.answerRuling(ctx, input, { kinds, ...call.services.payIn }),
  };
  return {
    name: "deals",
    verbs,
    reactions: { from: "beginning", to: dealReactions(kinds), only: DEAL_ONLY },
    timers: dealTimers(kinds),
    channelsOf,
    settings: SETTINGS,
  };
}
