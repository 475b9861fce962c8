import { newId } from "@amanat/db";
import { EVERY } from "../testing/config.ts";
import { provedByCrashing } from "../testing/prove-crashes.ts";

/** Forty, where there is time for it. The first four pay on the chain, the others from what they keep with us. */
const FUNDERS = EVERY ? 40 : 6;
const ON_CHAIN = 4;
const amounts = Array.from({ length: FUNDERS }, (_, n) => BigInt(1_000 + 7 * n));
const total = amounts.reduce((sum, amount) => sum + amount, 0n);

/** What each gets of a refund: by what is left of theirs, rounded down, and the units that are over to the largest. */
function divided(refund: bigint, left: readonly bigint[]): bigint[] {
  const all = left.reduce((sum, one) => sum + one, 0n);
  const shares = left.map((one) => (refund * one) / all);
  let over = Number(refund - shares.reduce((sum, one) => sum + one, 0n));
  const largestFirst = left.map((one, index) => ({ one, index })).toSorted((a, b) => (a.one < b.one ? 1 : -1));
  for (const { index } of largestFirst) if (over > 0) [shares[index], over] = [(shares[index] ?? 0n) + 1n, over - 1];
  return shares;
}

/** Three units go back at first, to the three largest; then a quarter is paid out, and the rest is the default's. */
const first = divided(3n, amounts);
const paidOut = total / 4n;
const rest = total - 3n - paidOut;
const second = divided(
  rest,
  amounts.map((amount, n) => amount - (first[n] ?? 0n)),
);
const fee = paidOut / 100n;

provedByCrashing({
  name: "forty funders with a default",
  async tell(story) {
    const funders = amounts.map((amount, n) => ({ ...story.person(newId(), `funder ${n + 1}`), amount }));
    const deal = await story.agree("the invoice", [story.payee("seller"), ...funders.slice(ON_CHAIN).map(({ payee }) => payee)]);
    for (const { purse, name, amount } of funders.slice(0, ON_CHAIN))
      await story.pay({ payer: purse, as: name, parts: [{ scope: deal, tranche: 1, amount }], through: true });
    for (const { purse, amount } of funders.slice(ON_CHAIN)) {
      await story.keeps(purse, amount);
      await story.fund(deal, purse, amount);
    }
    await story.move(deal, "three units too many", { tranche: 1, refund: 3n });
    await story.move(deal, "a first part is paid out", { tranche: 1, release: story.toSeller(paidOut), feeBps: 100 });
    await story.move(deal, "default", { tranche: 1, refund: "rest" });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -fee, platform_fee: fee },
    payouts: [
      ...first.map((amount, n) => [amount, `refund ${amount} of the invoice for funder ${n + 1} settled to funder ${n + 1}'s`] as const),
      ...second.map((amount, n) => [amount, `refund ${amount} of the invoice for funder ${n + 1} settled to funder ${n + 1}'s`] as const),
      [1n, `release ${paidOut - fee} of the invoice for seller settled to seller's`] as const,
    ]
      .flatMap(([amount, text]) => (amount > 0n ? [text] : []))
      .toSorted(),
    chain: {
      ...Object.fromEntries(amounts.map((_, n) => [`funder ${n + 1}'s`, (first[n] ?? 0n) + (second[n] ?? 0n)])),
      "seller's": paidOut - fee,
      wallet: fee,
    },
  },
});
