import { INTENT_STATUSES, PAYOUT_STATUSES, type PayoutStatus, type Standing, wordsIn } from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { CLAIMS } from "./claims.fixture.ts";
import { heldIn, inCase } from "./held.fixture.ts";
import { contestDelivery } from "./index.ts";
import { type MoneyFacts, standing } from "./standing.ts";
import { cancelDeal, confirm, getDeal } from "./engine.fixture.ts";
import { agreed, FEE, funds, pay, PRICE, prove, send, settlePayouts, type World, world } from "./world.fixture.ts";

/** Every sentence about a deal's money follows from the money. */

const AMOUNTS = [0n, 20n, 30n, 50n];
const one = (kind: "release" | "refund", status: PayoutStatus, amount: bigint, replaced = false) => ({ kind, status, amount, replaced });
const PAYOUTS: readonly MoneyFacts["payouts"][] = [
  [],
  ...PAYOUT_STATUSES.flatMap((status) => [
    [one("refund", status, 20n)],
    [one("refund", status, 20n, true), one("refund", "pending_approval", 20n)],
    [one("refund", status, 30n)],
    [one("release", status, 29n)],
    [one("release", "settled", 29n), one("refund", status, 20n)],
  ]),
];

describe("of every combination", () => {
  const all: { facts: MoneyFacts; word: Standing<"purchase"> }[] = [];
  for (const status of wordsIn("states", "purchase"))
    for (const intentStatus of [null, ...INTENT_STATUSES])
      for (const received of AMOUNTS)
        for (const payouts of PAYOUTS)
          for (const contests of [0, 1])
            for (const onHold of [false, true]) {
              const facts = { status, contests, onHold, intentStatus, received, payouts };
              all.push({ facts, word: standing(facts) });
            }

  test("there is a word for each, and each word is used", () => {
    expect(new Set(all.map(({ word }) => word))).toEqual(new Set(wordsIn("standings", "purchase")));
  });

  test("nothing is said to have been paid, or given back, that was not", () => {
    const back = ({ payouts }: MoneyFacts) =>
      payouts.reduce((sum, each) => (each.kind === "refund" && each.status === "settled" ? sum + each.amount : sum), 0n);
    for (const { facts, word } of all) {
      if (word === "payment" || word === "cancelled" || word === "expired") expect(facts.received).toBe(0n);
      if (word.endsWith("_refunding")) expect(facts.received).toBeGreaterThan(back(facts));
      if (word === "refunded" && facts.received > 0n) expect(back(facts)).toBeGreaterThanOrEqual(facts.received);
      if (word === "completed_paid") expect(facts.payouts.some((each) => each.kind === "release" && each.status === "settled")).toBe(true);
    }
  });
});

describe("against the books", () => {
  const database = useDatabase();
  let w: World;
  beforeEach(async () => {
    w = await world(database.db);
  });
  const met = new Set<Standing<"purchase">>();

  async function stands(dealId: string, word: Standing<"purchase">): Promise<void> {
    const view = await getDeal(w.buyer({ clock: w.clock }), { dealId });
    const books = await funds(w, dealId);
    expect([view.standing, CLAIMS[view.standing](books, { price: PRICE, fee: FEE })]).toEqual([word, true]);
    expect(view.paid).toBe((books.funded + books.received).toString());
    met.add(word);
  }

  test("paid in parts, held, contested, inspected, released, paid out", async () => {
    const { dealId } = await agreed(w);
    await stands(dealId, "payment");
    await send(w, dealId, 20n);
    await stands(dealId, "payment_seen");
    await prove(w);
    await stands(dealId, "part_paid");
    await pay(w, dealId, PRICE - 20n);
    await stands(dealId, "payment_seen");
    await w.work();
    await stands(dealId, "processing");
    await stands((await heldIn(w, "delivery")).dealId, "delivery");
    const deal = await heldIn(w, "confirming");
    await stands(deal.dealId, "inspecting");
    await contestDelivery(w.buyer({ clock: w.clock }), { ...deal, reason: "not_received", note: "" });
    await stands(deal.dealId, "contested");
    const stopped = await heldIn(w, "confirming");
    await inCase(w, stopped.dealId);
    await stands(stopped.dealId, "on_hold");
    const other = await heldIn(w, "confirming");
    await confirm(w.buyer({ clock: w.clock }), other);
    await stands(other.dealId, "completed");
    await settlePayouts(w, other.dealId);
    await stands(other.dealId, "completed_paid");
  });

  test("cancelled: with nothing, with a part that is awaiting approval, and with that part back", async () => {
    const empty = await agreed(w);
    await cancelDeal(w.buyer({ clock: w.clock }), empty);
    await stands(empty.dealId, "cancelled");
    const part = await agreed(w);
    await pay(w, part.dealId, 20n);
    const { version } = await getDeal(w.buyer({ clock: w.clock }), part);
    await cancelDeal(w.buyer({ clock: w.clock }), { dealId: part.dealId, version });
    await stands(part.dealId, "cancelled_refunding");
    await settlePayouts(w, part.dealId);
    await stands(part.dealId, "refunded");
    await pay(w, part.dealId, 7n);
    await w.work();
    await stands(part.dealId, "refunded_refunding");
  });

  test("expired: nothing was charged, until something comes late", async () => {
    const { dealId } = await agreed(w);
    // Opened, so that there is an address to pay to late; a unit seen and lost leaves nothing.
    await send(w, dealId, 20n);
    await prove(w);
    await stands(dealId, "part_paid");
    const late = await agreed(w);
    w.clock.advance(16 * 60_000);
    await w.tick();
    await stands(late.dealId, "expired");
  });

  test("money that comes after the end is on its way back, and says so", async () => {
    const { dealId } = await agreed(w);
    await send(w, dealId, 20n, "payment.reorged");
    w.clock.advance(16 * 60_000);
    await w.tick();
    await stands(dealId, "expired");
    await pay(w, dealId, 20n);
    await w.work();
    await stands(dealId, "expired_refunding");
    await settlePayouts(w, dealId);
    await stands(dealId, "refunded");
  });

  test("and all of them were met", () => {
    // A refusal is an admin's, and payment's tests live it.
    expect(wordsIn("standings", "purchase").filter((word) => !met.has(word))).toEqual(["release_rejected", "refund_rejected"]);
  });
});
