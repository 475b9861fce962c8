import { markDelivered, startDelivery } from "./index.ts";
import { getDeal } from "./engine.fixture.ts";
import { funded, handover, type World } from "./world.fixture.ts";

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
