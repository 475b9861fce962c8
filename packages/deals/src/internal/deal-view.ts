import { BrokenInvariant, type CommonDeal, type DealDetail, type DealView, type KindView, phaseOf, publicId } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { Kinds, ViewFacts } from "../kind.ts";
import { clocksOf } from "./deal-clocks.ts";
import { kindOf } from "./locks.ts";
import { holdView, moneyOf, payoutView, priceOf } from "./money.ts";
import { people } from "./people.ts";
import { openProposals } from "./proposals.ts";
import type { DealRow } from "./rows.ts";
import { isStaff, partyOf, partyRole } from "./who.ts";

/** Deals as their parties and staff see them, with whose turn it is. The caller has checked that they may. */
export async function viewDeals(ctx: Ctx, deals: readonly DealRow[], kinds: Kinds): Promise<DealView[]> {
  if (deals.length === 0) return [];
  const ids = deals.map((deal) => deal.id);
  const users = deals.flatMap((deal) => deal.parties.map((party) => party.userId));
  const [person, clocks, proposals, parts, money] = await Promise.all([
    people(ctx, users),
    clocksOf(ctx, ids, kinds),
    openProposals(ctx, ids),
    viewers(ctx, deals, kinds),
    moneyOf(ctx, deals),
  ]);
  return deals.map((deal) => {
    const mine = money(deal);
    const part = parts.get(deal.id);
    if (!part) throw new BrokenInvariant("a deal without its terms");
    const role = partyRole(deal, ctx.actor);
    const { assetId, price, feeBps, fee } = priceOf(deal);
    const common: CommonDeal & Pick<DealView, "kind" | "status"> = {
      id: publicId("deal", deal.id),
      kind: deal.kind,
      status: deal.status,
      phase: phaseOf(deal.kind, deal.status),
      title: deal.title,
      buyer: person(partyOf(deal, "buyer")),
      seller: person(partyOf(deal, "seller")),
      myRole: role,
      asset: assetId,
      price: price.toString(),
      feeBps,
      fee: fee.toString(),
      sellerReceives: (price - fee).toString(),
      destination: mine.own,
      proposals: proposals(deal.id),
      onHold: mine.holds.length > 0,
      holds: mine.holds.map((hold) => holdView(deal, hold)),
      paid: (mine.intent?.received ?? 0n).toString(),
      intentId: mine.intent && publicId("intent", mine.intent.id),
      payouts: mine.payouts.map((payout) => payoutView(payout, ctx.actor)),
      createdAt: deal.createdAt.toISOString(),
      version: deal.version,
    };
    const due = (clock: string) => clocks.due(clock, deal.id);
    const fired = (clock: string) => clocks.fired(clock, deal.id);
    // The kind's part is typed by the kind; which kind it is, the compiler cannot follow through the list.
    return { ...common, ...part({ deal, money: mine, role, staff: isStaff(ctx.actor), onHold: common.onHold, due, fired }) } as DealView;
  });
}

type Part = (facts: Omit<ViewFacts, "terms">) => KindView;

/** Asks each kind once for its part of the views of its deals. */
async function viewers(ctx: Ctx, deals: readonly DealRow[], kinds: Kinds): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  for (const kind of new Set(deals.map((deal) => kindOf(kinds, deal)))) {
    const own = deals.filter((deal) => deal.kind === kind.name);
    const terms = await kind.terms(
      ctx,
      own.map(({ id }) => id),
    );
    const view = await kind.view(ctx, own);
    for (const { id } of own) {
      const agreed = terms.get(id);
      if (!agreed) throw new BrokenInvariant(`a ${kind.name} without its terms`);
      parts.set(id, (facts) => view({ ...facts, terms: agreed }));
    }
  }
  return parts;
}

/** One deal with the words it was agreed on. */
export async function viewDeal(ctx: Ctx, deal: DealRow, kinds: Kinds): Promise<DealDetail> {
  const [[view], words] = await Promise.all([viewDeals(ctx, [deal], kinds), kindOf(kinds, deal).words(ctx, deal)]);
  if (!view) throw new BrokenInvariant("one deal, one view");
  return { ...view, ...words } as DealDetail;
}
