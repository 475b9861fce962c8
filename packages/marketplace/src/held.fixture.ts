import { inTransaction, now } from "@amanat/db";
import { after, transition } from "@amanat/deals";
import { holdMoney, liftHold } from "@amanat/payment";
import { markDelivered, startDelivery } from "./index.ts";
import { getDeal } from "./engine.fixture.ts";
import { lockPurchase } from "./internal/lock-purchase.ts";
import { funded, handover, scopeOf, type World } from "./world.fixture.ts";

type Held = "processing" | "delivery" | "delivered" | "confirming";

/** A deal whose price is held, in the state asked for. */
export async function heldIn(w: World, status: Held): Promise<{ dealId: string; version: number }> {
  const deal = await funded(w);
  const seller = w.seller({ clock: w.clock });
  if (status === "processing") return deal;
  const started = await startDelivery(seller, { dealId: deal.dealId, version: deal.version, handover });
  if (status === "delivery") return started;
  const marked = await markDelivered(seller, { dealId: deal.dealId, version: started.version });
  if (status === "delivered") return marked;
  await w.work();
  return { dealId: deal.dealId, version: (await getDeal(w.buyer(), { dealId: deal.dealId })).version };
}

/** A party opens a case about the money of a deal. */
export function inCase(w: World, dealId: string, by: "buyer" | "seller" = "buyer") {
  return inTransaction(w[by]({ clock: w.clock }), async (tx) => {
    const until = after(await now(tx), 90, "days");
    const move = {
      on: "dispute",
      by,
      freeze: { tranches: [1], reason: "not_delivered", until },
      event: { by, until: until.toISOString() },
    };
    return transition(tx, await lockPurchase(tx, scopeOf(dealId)), move);
  });
}

/** Somebody stops the money of a deal. Answers how it goes on as before. */
export async function onHold(w: World, dealId: string): Promise<() => Promise<void>> {
  const system = () => w.system({ clock: w.clock });
  const by = "the desk";
  const { holdId } = await inTransaction(system(), (tx) => holdMoney(tx, { scope: scopeOf(dealId), tranche: 1, reason: "a case", by }));
  return async () => {
    await inTransaction(system(), (tx) => liftHold(tx, { holdId, by, restore: true }));
  };
}
