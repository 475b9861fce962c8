import type { Module, Verbs } from "@amanat/db";
import type { PaymentCall } from "@amanat/payment";
import { ABOUT } from "./about.ts";
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
    placeHold: (ctx, input) => deals.placeHold(ctx, input, kinds),
    liftHold: (ctx, input) => deals.liftHold(ctx, input, kinds),
    withdrawDealChange: (ctx, input) => deals.withdrawDealChange(ctx, input, kinds),
  };
  return {
    name: "deals",
    about: ABOUT,
    verbs,
    reactions: { from: "beginning", to: dealReactions(kinds), only: DEAL_ONLY },
    timers: dealTimers(kinds),
    channelsOf,
    settings: SETTINGS,
  };
}
