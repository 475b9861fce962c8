import type { Ctx } from "@amanat/db";
import { describeVerbs, proved, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import * as deals from "./index.ts";
import { held, KINDS, opened, PARTS, type Seen, type World, world } from "./plain.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database);
});

type Party = "buyer" | "seller";
const other = { buyer: "seller", seller: "buyer" } as const;
const as = (who: Party | "admin" | "admin2") => w.stage.people[who]({ clock: w.clock });
const reason = "Nothing has arrived at my door";

const report = (ctx: Ctx, deal: Seen) => deals.reportNotReceived(ctx, { ...deal, reason }, KINDS);
const propose = (ctx: Ctx, deal: Seen) => proved(ctx, (sure) => deals.proposeDealChange(sure, { ...deal, kind: "cancel" }, KINDS));
const proposeRuling = (ctx: Ctx, deal: Seen) => {
  const shares = [{ tranche: 1, release: "100", refund: (PARTS[0] - 100n).toString() }];
  return deals.proposeRuling(ctx, { ...deal, shares, reason: "Both are right in part" }, KINDS);
};
/** The first part of its price is stopped. */
async function stopped(): Promise<Seen> {
  const { dealId, version } = await report(as("buyer"), await held(w));
  return { dealId, version };
}

/** What a party does with a deal as they saw it; `not`: those who see it and may not. */
const party = (
  by: Party,
  { dealId, version }: Seen,
  act: (deal: Seen) => Scene["act"],
  not: readonly (Party | "admin")[] = [other[by], "admin"],
): Scene => ({
  by: w.stage.people[by],
  act: act({ dealId, version }),
  stale: act({ dealId, version: 99 }),
  stranger: "NOT_FOUND",
  refused: { NOT_FOUND: ["seller2"], FORBIDDEN: not },
  again: "INVALID_STATE",
});
/** An answer to what the other party proposed. */
const answering = (by: Party, answer: "agree" | "decline") => async (): Promise<Scene> => {
  const { dealId, version } = await held(w);
  const { proposal } = await propose(as(other[by]), { dealId, version });
  const act =
    ({ version: read }: Seen): Scene["act"] =>
    (ctx) =>
      proved(ctx, (sure) => deals.answerDealChange(sure, { dealId, proposalId: proposal.id, version: read, answer }, KINDS));
  return party(by, { dealId, version: proposal.version }, act);
};
const answeringRuling = (by: "admin" | "admin2", answer: "approve" | "decline") => async (): Promise<Scene> => {
  const deal = await stopped();
  const { ruling } = await proposeRuling(as("admin"), deal);
  const act =
    (version: number): Scene["act"] =>
    (ctx) =>
      proved(ctx, (sure) => deals.answerRuling(sure, { dealId: deal.dealId, rulingId: ruling.id, version, answer }, { kinds: KINDS }));
  const refused = answer === "approve" ? { SELF_APPROVAL: ["admin"] as const } : {};
  return { by: w.stage.people[by], act: act(ruling.version), stale: act(99), stranger: "FORBIDDEN", refused, again: "INVALID_STATE" };
};

describeVerbs("deals", () => ({ db: database.db, people: w.stage.people, clock: w.clock }), {
  confirmDeal: async () => party("buyer", await held(w), (deal) => (ctx) => proved(ctx, (sure) => deals.confirmDeal(sure, deal, KINDS))),
  cancelDeal: {
    "nothing is paid": async () => party("buyer", await opened(w), (deal) => (ctx) => deals.cancelDeal(ctx, deal, KINDS), ["admin"]),
    "late, by the buyer": async () => {
      const deal = await held(w);
      w.clock.advance(8 * 86_400_000);
      return party("buyer", deal, (asked) => (ctx) => deals.cancelDeal(ctx, asked, KINDS), ["admin"]);
    },
    "the price is held": async () => party("seller", await held(w), (deal) => (ctx) => deals.cancelDeal(ctx, deal, KINDS), ["admin"]),
  },
  proposeDealChange: {
    "to end it": async () => party("seller", await held(w), (deal) => (ctx) => propose(ctx, deal), ["admin"]),
    "more time": async () => {
      const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 20 * 86_400_000).toISOString();
      const ask =
        (deal: Seen): Scene["act"] =>
        (ctx) =>
          deals.proposeDealChange(ctx, { ...deal, kind: "more_time", until }, KINDS);
      return party("buyer", await held(w), ask, ["admin"]);
    },
  },
  answerDealChange: {
    "the seller agrees to end it": answering("seller", "agree"),
    "the buyer declines": answering("buyer", "decline"),
  },
  withdrawDealChange: async () => {
    const { dealId, version } = await held(w);
    const { proposal } = await propose(as("buyer"), { dealId, version });
    const act =
      (read: Seen): Scene["act"] =>
      (ctx) =>
        deals.withdrawDealChange(ctx, { dealId, proposalId: proposal.id, version: read.version }, KINDS);
    return party("buyer", { dealId, version: proposal.version }, act);
  },
  reportNotReceived: async () => party("buyer", await held(w), (deal) => (ctx) => report(ctx, deal)),
  withdrawReport: async () => party("buyer", await stopped(), (deal) => (ctx) => deals.withdrawReport(ctx, deal, KINDS)),
  yieldDeal: {
    "one part of two": async () =>
      party("seller", await stopped(), (deal) => (ctx) => proved(ctx, (sure) => deals.yieldDeal(sure, deal, KINDS))),
  },
  proposeRuling: async () => {
    const deal = await stopped();
    const act =
      (version: number): Scene["act"] =>
      (ctx) =>
        proposeRuling(ctx, { ...deal, version });
    return { by: w.stage.people.admin, act: act(deal.version), stale: act(99), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
  answerRuling: {
    "approved by another": answeringRuling("admin2", "approve"),
    "declined by who proposed it": answeringRuling("admin", "decline"),
  },
});
