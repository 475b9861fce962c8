import { provedByCrashing } from "../testing/prove-crashes.ts";

provedByCrashing({
  name: "a cart of three deals paid by one transfer",
  async tell(story) {
    const [one, two, three] = [await story.agree("deal one"), await story.agree("deal two"), await story.agree("deal three")];
    const parts = [one, two, three].map((scope, n) => ({ scope, tranche: 1, amount: BigInt(100 * (n + 1)) }));
    // A unit too much: it goes back to the payer.
    await story.pay({ parts, sends: 601n });
    await story.move(one, "delivered", { tranche: 1, release: story.toSeller(100n), feeBps: 100 });
    await story.move(two, "called off", { tranche: 1, refund: "rest" });
    await story.move(three, "half of it", { tranche: 1, release: story.toSeller(150n), feeBps: 100, refund: 150n });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -2n, platform_fee: 2n },
    payouts: [
      "refund 1 of deal one for buyer settled to buyer's",
      "refund 150 of deal three for buyer settled to buyer's",
      "refund 200 of deal two for buyer settled to buyer's",
      "release 149 of deal three for seller settled to seller's",
      "release 99 of deal one for seller settled to seller's",
    ],
    chain: { "buyer's": 351n, "seller's": 248n, wallet: 2n },
  },
});

provedByCrashing({
  name: "a refund on two chains",
  chains: 2,
  async tell(story) {
    const [one, two] = story.stages;
    if (!one || !two) throw new Error("there are two chains");
    const deal = await story.agree("the deal");
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 500n }] }, one);
    await story.pay({ payer: story.purse("stranger"), as: "stranger", parts: [{ scope: deal, tranche: 2, amount: 700n }] }, two);
    await story.move(deal, "called off", { tranche: 1, refund: "rest" }, { tranche: 2, refund: "rest" });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: {},
    payouts: ["refund 500 of the deal for buyer settled to buyer's", "refund 700 of the deal for stranger settled to stranger's"],
    chain: { "buyer's on chain 1": 500n, "stranger's on chain 2": 700n },
  },
});
