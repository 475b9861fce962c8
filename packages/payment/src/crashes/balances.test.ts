import { provedByCrashing } from "../testing/prove-crashes.ts";

provedByCrashing({
  name: "a balance kept from one deal pays for another",
  async tell(story) {
    const { seller2 } = story.stage.people;
    const [one, two] = [await story.agree("deal one"), await story.agree("deal two", [story.payee("seller"), story.payee("seller2")])];
    await story.pay({ parts: [{ scope: one, tranche: 1, amount: 1_000n }] });
    const some = { tranche: 1, release: story.toSeller(400n), feeBps: 100 };
    await story.move(one, "a first part", { ...some, payout: { by: new Date(Date.now() + 86_400_000) } });
    await story.move(one, "the end", { tranche: 1, release: story.toSeller(600n), feeBps: 100, payout: "kept" });
    // The seller of the one is the buyer of the other, and keeps 90 of the 990.
    await story.fund(two, story.purse("seller"), 900n);
    await story.move(two, "delivered", { tranche: 1, release: [{ partyId: seller2.id, amount: 800n }], feeBps: 100, refund: 100n });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "available seller": 90n, "custody wallet": -108n, platform_fee: 18n },
    payouts: ["refund 100 of deal two for seller settled to seller's", "release 792 of deal two for seller2 settled to seller2's"],
    chain: { "seller's": 100n, "seller2's": 792n, wallet: 108n },
  },
});
