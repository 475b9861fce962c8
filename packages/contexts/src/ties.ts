import type { Tie, TiesOf } from "@amanat/auth";
import { publicId } from "@amanat/contracts";
import { runningDeals } from "@amanat/deals";
import { casesOfPerson } from "@amanat/disputes";
import { accountsOf } from "@amanat/ledger";
import { unsettledPayouts } from "@amanat/payment";

/** More than anybody reads; the point is whether there is one. */
const MOST = 50;

const ofDeals: TiesOf = async (ctx, userId) =>
  (await runningDeals(ctx, userId, MOST)).map(({ id }): Tie => ({ kind: "deal", id: publicId("deal", id) }));

const ofPayouts: TiesOf = async (ctx, userId) =>
  (await unsettledPayouts(ctx, userId, MOST)).map(({ id }): Tie => ({ kind: "payout", id: publicId("payout", id) }));

/** Money in an account of their own, wherever it stands. */
const ofMoney: TiesOf = async (ctx, userId) => {
  const held = (await accountsOf(ctx, { party: userId })).some(({ balance }) => balance !== 0n);
  return held ? [{ kind: "money", id: null }] : [];
};

/** A case is looked at beside its deal: it may go on when the deal has ended. */
const ofCases: TiesOf = async (ctx, userId) =>
  (await casesOfPerson(ctx, userId)).filter(({ over }) => !over).map(({ id }): Tie => ({ kind: "case", id: publicId("case", id) }));

/** The contexts in which something of a person's may run. One that adds such a thing adds its line. */
const EVERY: readonly TiesOf[] = [ofDeals, ofPayouts, ofMoney, ofCases];

/** What of a person's still runs, of every context. */
export const tiesOf: TiesOf = async (ctx, userId) => {
  const found: Tie[] = [];
  for (const of of EVERY) found.push(...(await of(ctx, userId)));
  return found;
};
