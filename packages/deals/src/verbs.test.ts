import type { Ctx } from "@amanat/db";
import { describeVerbs, proved, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import * as deals from "./index.ts";
import { held, KINDS, opened, type Seen, type World, world } from "./testing/plain.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database);
});

type Party = "buyer" | "seller";
const other = { buyer: "seller", seller: "buyer" } as const;
const as = (who: Party) => w.stage.people[who]({ clock: w.clock });

const propose = (ctx: Ctx, deal: Seen) => proved(ctx, (sure) => deals.proposeDealChange(sure, { ...deal, kind: "cancel" }, KINDS));

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

const REASON = "Somebody looks at where it comes from";
const inDays = async (days: number) => new Date((await w.clock.now(w.stage.db.prisma)).getTime() + days * 86_400_000);
/** What a guard does with a deal. */
const guards = ({ dealId, version }: Seen, act: (deal: Seen) => Scene["act"]): Scene => ({
  by: w.stage.people.guard,
  act: act({ dealId, version }),
  stale: act({ dealId, version: 99 }),
  stranger: null,
  again: "INVALID_STATE",
});

describeVerbs("deals", () => ({ db: database.db, people: w.stage.people, clock: w.clock }), {
  confirmDeal: async () => party("buyer", await held(w), (deal) => (ctx) => proved(ctx, (sure) => deals.confirmDeal(sure, deal, KINDS))),
  placeHold: async () => {
    const deal = await held(w);
    const until = (await inDays(10)).toISOString();
    const place =
      (asked: Seen): Scene["act"] =>
      (ctx) =>
        deals.placeHold(ctx, { ...asked, reason: REASON, until }, KINDS);
    return guards(deal, place);
  },
  liftHold: async () => {
    const deal = await held(w);
    const until = (await inDays(10)).toISOString();
    const placed = await deals.placeHold(w.stage.people.guard({ clock: w.clock }), { ...deal, reason: REASON, until }, KINDS);
    const lift =
      (asked: Seen): Scene["act"] =>
      (ctx) =>
        deals.liftHold(ctx, { ...asked, reason: REASON }, KINDS);
    return guards(placed, lift);
  },
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
});
