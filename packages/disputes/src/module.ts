import type { Chore, Module, Verbs } from "@amanat/db";
import * as disputes from "./index.ts";
import { ABOUT } from "./about.ts";
import type { DisputePorts } from "./ports.ts";
import { DISPUTE_ONLY, disputeReactions } from "./reactions.ts";
import { SETTINGS } from "./settings.ts";
import { disputeTimers } from "./timers.ts";

const ASSIGN_MS = 30_000;
const WATCH_MS = 10_000;

/** Cases drive deals of every kind, and ask files, conversations and people what they need. */
export function module({ disputes: ports }: { readonly disputes: DisputePorts }): Module {
  const verbs: Verbs<"disputes"> = {
    opening: (ctx, input) => disputes.opening(ctx, input, ports),
    get: (ctx, input) => disputes.getCase(ctx, input, ports),
    ofDeal: disputes.casesOfOneDeal,
    list: disputes.listCases,
    desk: disputes.desk,
    record: (ctx, input) => disputes.caseRecord(ctx, input, ports),
    preview: disputes.preview,
    open: (ctx, input) => disputes.openDispute(ctx, input, ports),
    state: (ctx, input) => disputes.stateCase(ctx, input, ports),
    addEvidence: (ctx, input) => disputes.addEvidence(ctx, input, ports),
    offerSettlement: (ctx, input) => disputes.offerSettlement(ctx, input, ports),
    answerSettlement: (ctx, input) => disputes.answerSettlement(ctx, input, ports),
    withdrawSettlement: (ctx, input) => disputes.withdrawSettlement(ctx, input, ports),
    concede: (ctx, input) => disputes.concede(ctx, input, ports),
    withdraw: (ctx, input) => disputes.withdrawCase(ctx, input, ports),
    appeal: (ctx, input) => disputes.appeal(ctx, input, ports),
    changeMediator: (ctx, input) => disputes.changeMediator(ctx, input, ports),
    take: (ctx, input) => disputes.takeCase(ctx, input, ports),
    recuse: (ctx, input) => disputes.recuse(ctx, input, ports),
    reopenEvidence: (ctx, input) => disputes.reopenEvidence(ctx, input, ports),
    rule: (ctx, input) => disputes.rule(ctx, input, ports),
  };
  return {
    name: "disputes",
    about: ABOUT,
    verbs,
    reactions: { from: "now", to: disputeReactions(ports), only: DISPUTE_ONLY },
    timers: disputeTimers(ports),
    loops: (): Chore[] => [
      { name: "cases without a mediator", everyMs: ASSIGN_MS, woken: false, turn: (ctx) => disputes.assignWaiting(ctx, ports) },
      { name: "outages", everyMs: WATCH_MS, woken: false, turn: disputes.watchOutage },
    ],
    settings: SETTINGS,
  };
}
