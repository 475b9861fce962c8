import { provedByCrashing } from "../testing/prove-crashes.ts";
import { PAID_TO } from "../testing/stage.ts";
import type { Story } from "../testing/story.ts";

/** Money of a deal is on its way to the seller when the rest of it is disputed. Answers what holds the rest. */
async function sentAndDisputed(story: Story): Promise<string> {
  const deal = await story.agree("the deal");
  await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }], through: true });
  await story.move(deal, "a first part", { tranche: 1, release: story.toSeller(300n), feeBps: 100 });
  await story.approveAll();
  await story.payouts();
  // Signed and sent: from here on it is gone for whoever holds the rest.
  return story.hold(deal);
}

provedByCrashing({
  name: "a split beside a payout that is broadcast and settles",
  async tell(story) {
    const hold = await sentAndDisputed(story);
    await story.settle();
    await story.lift(hold, { restore: false, cause: "a ruling", shares: { release: story.toSeller(500n), feeBps: 100, refund: 200n } });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -8n, platform_fee: 8n },
    payouts: [
      "refund 200 of the deal for buyer settled to buyer's",
      "release 297 of the deal for seller settled to seller's",
      "release 495 of the deal for seller settled to seller's",
    ],
    chain: { "buyer's": 200n, "seller's": 792n, wallet: 8n },
  },
});

provedByCrashing({
  name: "a split beside a payout that is broadcast and reverts",
  async tell(story) {
    const hold = await sentAndDisputed(story);
    const { reverting } = story.stage.chain;
    reverting.add(PAID_TO);
    await story.settle();
    reverting.delete(PAID_TO);
    // What came back came into the hold: all of it is divided.
    await story.lift(hold, { restore: false, cause: "a ruling", shares: { release: story.toSeller(500n), feeBps: 100, refund: 500n } });
    await story.approveAll();
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -5n, platform_fee: 5n },
    payouts: [
      "refund 500 of the deal for buyer settled to buyer's",
      "release 297 of the deal for seller failed to seller's",
      "release 495 of the deal for seller settled to seller's",
    ],
    chain: { "buyer's": 500n, "seller's": 495n, wallet: 5n },
  },
});
