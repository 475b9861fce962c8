import type { Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import type { AttachFiles } from "./ports.ts";
import type { Kinds } from "@amanat/deals";
import type { PaymentCall } from "@amanat/payment";
import { MARKETPLACE_TIMERS } from "./timers.ts";
import * as marketplace from "./index.ts";
import { PURCHASE } from "./purchase.ts";
import { REACTIONS } from "./reactions.ts";
import { SETTINGS } from "./settings.ts";

/** The kinds of deal that come with this context. */
export const kinds = { purchase: PURCHASE } as const;

/** The marketplace's module. It gets all kinds of deal, because any of them may wait for a person (`myTurn`). */
export function module({ kinds, attachFiles }: { readonly kinds: Kinds; readonly attachFiles: AttachFiles }): Module<PaymentCall> {
  const verbs: Verbs<"marketplace", PaymentCall> = {
    listRequests: marketplace.listRequests,
    getRequest: marketplace.getRequest,
    myRequests: marketplace.myRequests,
    createRequest: marketplace.createRequest,
    cancelRequest: marketplace.cancelRequest,
    listOffers: marketplace.listOffers,
    myOffers: marketplace.myOffers,
    submitOffer: (ctx, input, call) => marketplace.submitOffer(ctx, input, call.services.payIn),
    withdrawOffer: marketplace.withdrawOffer,
    rejectOffer: marketplace.rejectOffer,
    acceptOffer: (ctx, input, call) => marketplace.acceptOffer(ctx, input, call.services.payIn),
    myTurn: (ctx) => marketplace.myTurn(ctx, kinds),
    startDelivery: (ctx, input) => marketplace.startDelivery(ctx, input, attachFiles),
    correctHandover: (ctx, input) => marketplace.correctHandover(ctx, input, attachFiles),
    markDelivered: marketplace.markDelivered,
    contestDelivery: marketplace.contestDelivery,
  };
  return {
    name: "marketplace",
    about: ABOUT,
    verbs,
    reactions: { from: "beginning", to: REACTIONS },
    timers: MARKETPLACE_TIMERS,
    // Everybody may read the public market.
    channelsOf: (_db, users) => Promise.resolve(users.map(() => ["market"])),
    settings: SETTINGS,
  };
}
