import { publicId } from "@amanat/contracts";
import { proved } from "@amanat/testing";
import * as payment from "../index.ts";
import { provedByCrashing } from "../testing/prove-crashes.ts";
import { SmallScreener } from "../testing/small-screener.ts";
import { approve, type Stage } from "../testing/stage.ts";
import type { Story } from "../testing/story.ts";

const LISTED = `0x${"aa".repeat(20)}`;

/** Whoever pays in these stories is listed; the sellers are not. */
function listing(): (stage: Stage) => Stage {
  const screener = new SmallScreener();
  screener.listed.add(LISTED);
  return (stage) => ({ ...stage, rail: { ...stage.rail, screener } });
}

/** A price that was paid from a listed address. Answers its agreement. */
async function paid(story: Story, title: string, listed: (stage: Stage) => Stage): Promise<string> {
  const deal = await story.agree(title);
  const intentId = await story.open({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }] });
  const { depositAddress } = await story.stage.db.prisma.paymentIntent.findUniqueOrThrow({ where: { id: intentId } });
  story.names.set(depositAddress ?? "", "a deposit address");
  const place = story.stage.chain.pay({ to: depositAddress ?? "", amount: 1_000n });
  await story.tell(intentId, place);
  story.stage.chain.mine(8);
  await story.step("what came is proved", (alive) => {
    const stage = listed(alive(story.stage));
    return payment.proveTransfers(stage.system(), stage.rail);
  });
  return deal;
}

async function decide(story: Story, scope: string, decision: "release" | "return"): Promise<string | null> {
  const { prisma } = story.stage.db;
  const { intentId } = await prisma.intentPart.findFirstOrThrow({ where: { scope } });
  const { id, version, amount } = await prisma.quarantine.findFirstOrThrow({ where: { intentId } });
  const command = { quarantineId: publicId("quarantine", id), version, amount: amount.toString(), decision, reason: "somebody has looked" };
  const idempotencyKey = `decided-${id}`;
  const { unmatchedId } = await story.step("an admin decides", async (alive) =>
    proved(alive(story.stage).people.admin({ idempotencyKey }), (sure) => payment.decideQuarantine(sure, command)),
  );
  return unmatchedId;
}

provedByCrashing({
  name: "money from a listed address, released and sent back",
  async tell(story) {
    const listed = listing();
    const released = await paid(story, "the first deal", listed);
    const returned = await paid(story, "the second deal", listed);
    await decide(story, released, "release");
    const unmatchedId = await decide(story, returned, "return");
    const destination = `0x${Buffer.from("buyer").toString("hex").padEnd(40, "0")}`;
    const refund = { unmatchedId: unmatchedId ?? "", version: 0, amount: "1000", destination, reason: "its sender asked" };
    const key = { idempotencyKey: `refund-${returned}` };
    const { payoutId } = await story.step("its refund is drafted", async (alive) =>
      proved(alive(story.stage).people.admin(key), (sure) => payment.refundUnmatched(sure, refund, story.stage.payIn)),
    );
    await story.step("another admin approves", async (alive) => {
      const at = alive(story.stage);
      await approve(at, at.people.admin2({ idempotencyKey: `approve-${returned}` }), payoutId);
    });
    await story.settle();
  },
  ends: {
    accounts: { "custody wallet": -1_000n, "held the first deal": 1_000n },
    payouts: [],
    chain: { "buyer's": 1_000n, wallet: 1_000n },
  },
});
