import { provedByCrashing } from "../testing/prove-crashes.ts";

provedByCrashing({
  name: "one of three milestones disputed",
  async tell(story) {
    const deal = await story.agree("the deal");
    await story.pay({ parts: [1, 2, 3].map((tranche) => ({ scope: deal, tranche, amount: 1_000n })) });
    const all = { release: story.toSeller(1_000n), feeBps: 100 };
    await story.move(deal, "the first is accepted", { tranche: 1, ...all });
    await story.move(deal, "the second is accepted", { tranche: 2, ...all });
    // Too early: its payout is taken back, with the fee. The other two are paid meanwhile.
    const hold = await story.hold(deal, 2);
    await story.move(deal, "the third is accepted", { tranche: 3, ...all });
    await story.approveAll();
    await story.turn();
    await story.lift(hold, { restore: false, cause: "a ruling", shares: { release: story.toSeller(400n), feeBps: 100, refund: 600n } });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -24n, platform_fee: 24n },
    payouts: [
      "refund 600 of the deal for buyer settled to buyer's",
      "release 396 of the deal for seller settled to seller's",
      "release 990 of the deal for seller cancelled to seller's",
      "release 990 of the deal for seller settled to seller's",
      "release 990 of the deal for seller settled to seller's",
    ],
    chain: { "buyer's": 600n, "seller's": 2_376n, wallet: 24n },
  },
});

provedByCrashing({
  name: "the fee over a split",
  async tell(story) {
    const { seller, seller2 } = story.stage.people;
    const to = (first: bigint, second: bigint) => [
      { partyId: seller.id, amount: first },
      { partyId: seller2.id, amount: second },
    ];
    const deal = await story.agree("the deal", [story.payee("seller"), story.payee("seller2")]);
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 10_000n }] });
    // 2.5 % of 4,444 is 111.1, of 4,446 is 111.15, of 8,000 is 200: what was taken before is taken off, and a refund bears nothing.
    await story.move(deal, "a first part", { tranche: 1, release: to(3_333n, 1_111n), feeBps: 250 });
    await story.move(deal, "a unit each", { tranche: 1, release: to(1n, 1n), feeBps: 250 });
    await story.move(deal, "less was done", { tranche: 1, refund: 2_000n });
    await story.move(deal, "the rest", { tranche: 1, release: to(2_000n, 1_554n), feeBps: 250 });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -200n, platform_fee: 200n },
    payouts: [
      "refund 2000 of the deal for buyer settled to buyer's",
      "release 1 of the deal for seller settled to seller's",
      "release 1 of the deal for seller2 settled to seller2's",
      "release 1084 of the deal for seller2 settled to seller2's",
      "release 1516 of the deal for seller2 settled to seller2's",
      "release 1949 of the deal for seller settled to seller's",
      "release 3249 of the deal for seller settled to seller's",
    ],
    chain: { "buyer's": 2_000n, "seller's": 5_199n, "seller2's": 2_601n, wallet: 200n },
  },
});
