import { provedByCrashing } from "../testing/prove-crashes.ts";

provedByCrashing({
  name: "metered time with an extension",
  async tell(story) {
    const deal = await story.agree("the talk");
    // An hour for 1,000, and half an hour more for 500: what has been earned by a minute is rounded down, and what was moved before is off.
    const tariff = (minutes: bigint) => (1_000n * minutes) / 60n;
    const earned = (from: bigint, to: bigint) => ({ release: story.toSeller(tariff(to) - tariff(from)), feeBps: 250 });
    // Until the end what was earned waits, a day longer than the talk at most.
    const waits = (hours: number) => ({ payout: { by: new Date(Date.now() + hours * 3_600_000) } });
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }] });
    await story.move(deal, "a pause after 25 minutes", { tranche: 1, ...earned(0n, 25n), ...waits(25) });
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 500n }] });
    await story.move(deal, "extended after 55 minutes", { tranche: 1, ...earned(25n, 55n), ...waits(26) });
    // Nineteen minutes before the end of what was paid for: the rest goes back.
    await story.move(deal, "the end after 71 minutes", { tranche: 1, ...earned(55n, 71n), refund: 1_500n - tariff(71n) });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -29n, platform_fee: 29n },
    payouts: ["refund 317 of the talk for buyer settled to buyer's", "release 1154 of the talk for seller settled to seller's"],
    chain: { "buyer's": 317n, "seller's": 1_154n, wallet: 29n },
  },
});

provedByCrashing({
  name: "metered time that is stopped and that nobody ends",
  async tell(story) {
    const deal = await story.agree("the talk");
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }] });
    const waits = (amount: bigint) => ({
      tranche: 1,
      release: story.toSeller(amount),
      feeBps: 250,
      payout: { by: new Date(Date.now() + 86_400_000) },
    });
    await story.move(deal, "a pause", waits(333n));
    await story.move(deal, "another pause", waits(333n));
    // What was earned is put on hold with its fee, and goes on as before.
    await story.lift(await story.hold(deal), { restore: true });
    await story.move(deal, "a third pause", waits(333n));
    await story.datesCome("release_waiting", 2);
    // Its one payout is taken back, too, and drafted again as one.
    await story.lift(await story.hold(deal), { restore: true });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    // 2.5 % of 999 is 24.975.
    accounts: { "custody wallet": -25n, "held the talk": 1n, platform_fee: 24n },
    payouts: ["release 975 of the talk for seller cancelled to seller's", "release 975 of the talk for seller settled to seller's"],
    chain: { "seller's": 975n, wallet: 25n },
  },
});
