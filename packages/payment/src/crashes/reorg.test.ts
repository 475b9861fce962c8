import { provedByCrashing } from "../testing/prove-crashes.ts";
import { BLOCKS } from "../testing/story.ts";

provedByCrashing({
  name: "a reorg after release",
  async tell(story) {
    const { chain } = story.stage;
    // Somebody else's money, so that the wallet has any when a deposit is gone.
    const other = await story.agree("another deal");
    await story.pay({ parts: [{ scope: other, tranche: 1, amount: 5_000n }], through: true });
    const deals = [await story.agree("deal one"), await story.agree("deal two"), await story.agree("deal three")];
    const paid = [];
    for (const deal of deals) paid.push(await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }], through: true }));
    const [one = "", two = ""] = deals;
    const all = { tranche: 1, release: story.toSeller(1_000n), feeBps: 100 };
    await story.move(one, "delivered", all);
    await story.approveAll();
    await story.settle();
    // The first is paid out, the second released and not yet approved, the third still held.
    await story.move(two, "delivered", all);
    for (const { intentId, place } of paid)
      await story.tell(intentId, place, { ...(await story.through(intentId)), event: "payment.reorged" });
    const dropped = paid.map(({ intentId, place }) => ({ intentId, again: chain.drop(place.txHash) }));
    chain.mine(BLOCKS);
    await story.recheck();
    // The second and the third are mined after all: the operator is repaid, the price is paid again.
    for (const { intentId, again } of dropped.slice(1)) {
      await story.tell(intentId, again(), await story.through(intentId));
      chain.mine(BLOCKS);
      await story.prove();
    }
    await story.approveAll();
    await story.settle();
  },
  ends: {
    // What was paid out of the first deal is the operator's loss, and nobody else's balance knows of it.
    accounts: { "custody wallet": -5_020n, "held another deal": 5_000n, "held deal three": 1_000n, operator: -1_000n, platform_fee: 20n },
    payouts: [
      "release 990 of deal one for seller settled to seller's",
      "release 990 of deal two for seller cancelled to seller's",
      "release 990 of deal two for seller settled to seller's",
    ],
    chain: { "seller's": 1_980n, wallet: 5_020n },
  },
});

provedByCrashing({
  name: "a reorg beside another's money",
  async tell(story) {
    const { chain } = story.stage;
    const deals = [await story.agree("deal one"), await story.agree("deal two")];
    const lost = [];
    for (const scope of deals) {
      lost.push(await story.pay({ parts: [{ scope, tranche: 1, amount: 1_000n }], through: true }));
      await story.pay({ payer: story.purse("stranger"), as: "stranger", parts: [{ scope, tranche: 1, amount: 500n }], through: true });
    }
    // Nobody tells of it: the worker looks by itself.
    const dropped = lost.map(({ intentId, place }) => ({ intentId, again: chain.drop(place.txHash) }));
    chain.mine(BLOCKS);
    await story.recheck();
    // The first deal's payment is mined after all. The second's never is, and on a date the other's money may go its way.
    const [first] = dropped;
    if (!first) throw new Error("nothing was lost");
    await story.tell(first.intentId, first.again(), await story.through(first.intentId));
    chain.mine(BLOCKS);
    await story.prove();
    await story.datesCome("reorg_hold", 15);
    const [one = "", two = ""] = deals;
    await story.move(one, "delivered", { tranche: 1, release: story.toSeller(1_500n), feeBps: 100 });
    await story.move(two, "called off", { tranche: 1, refund: "rest" });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -15n, platform_fee: 15n },
    payouts: ["refund 500 of deal two for stranger settled to stranger's", "release 1485 of deal one for seller settled to seller's"],
    chain: { "seller's": 1_485n, "stranger's": 500n, wallet: 15n },
  },
});
