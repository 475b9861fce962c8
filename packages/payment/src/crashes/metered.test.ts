import { provedByCrashing } from "../testing/prove-crashes.ts";

provedByCrashing({
  name: "metered time with an extension",
  async tell(story) {
    const deal = await story.agree("the talk");
    // An hour for 1,000, and half an hour more for 500: what has been earned by a minute is rounded down, and what was moved before is off.
    const tariff = (minutes: bigint) => (1_000n * minutes) / 60n;
    const earned = (from: bigint, to: bigint) => ({ release: story.toSeller(tariff(to) - tariff(from)), feeBps: 250 });
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }] });
    await story.move(deal, "a pause after 25 minutes", { tranche: 1, ...earned(0n, 25n) });
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 500n }] });
    await story.move(deal, "extended after 55 minutes", { tranche: 1, ...earned(25n, 55n) });
    // Nineteen minutes before the end of what was paid for: the rest goes back.
    await story.move(deal, "the end after 71 minutes", { tranche: 1, ...earned(55n, 71n), refund: 1_500n - tariff(71n) });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -29n, platform_fee: 29n },
    payouts: [
      "refund 317 of the talk for buyer settled to buyer's",
      "release 260 of the talk for seller settled to seller's",
      "release 406 of the talk for seller settled to seller's",
      "release 488 of the talk for seller settled to seller's",
    ],
    chain: { "buyer's": 317n, "seller's": 1_154n, wallet: 29n },
  },
});
