import { type Ctx, inTransaction, now, reader, requireSystem } from "@amanat/db";
import { type DueWay, lookAgain, takeDueWays } from "../internal/due-ways.ts";
import { forwardsOf, noteForward } from "../internal/forwards.ts";
import { noteReported } from "../internal/reported-payments.ts";
import type { AssetRow } from "../internal/rows.ts";
import type { ProviderPorts } from "../ports.ts";
import type { ProviderApi } from "../providers/provider.ts";
import type { Called } from "../providers/registry.ts";
import { floorsOf } from "../reads/floors.ts";

const PER_PASS = 10;
const OVER = ["credited", "cancelled"];

/**
 * Asks providers what became of payments that were asked of them: their webhooks give up after some tries. What they say is noted like a
 * webhook, and is as little proof. A provider that takes money itself is then asked to pay it on to the payment's own address, where the chain
 * shows it. One bounded pass; returns how many were looked at.
 *
 * - Two workers: each way is taken by one, and what is paid on is written down under the intent's lock before it is asked for. A worker that dies
 *   before that leaves it to the next one, and noting twice changes nothing; one that dies after it leaves the money with its provider, and
 *   `payment.unseen` tells the operators.
 */
export async function lookAtPayments(ctx: Ctx, { providers }: Pick<ProviderPorts, "providers">): Promise<number> {
  requireSystem(ctx.actor);
  const due = await takeDueWays(ctx, "ready", PER_PASS);
  await Promise.all(due.map((each) => lookAt(ctx, each, providers)));
  return due.length;
}

async function lookAt(ctx: Ctx, { way, intent }: DueWay, providers: ProviderPorts["providers"]): Promise<void> {
  const called = providers.find(({ name }) => name === way.provider);
  const api = called?.api ?? null;
  // What a provider has taken is asked for whatever became of the payment: late money is its payer's.
  const forwards = api?.forward !== undefined;
  let done = api === null || (!forwards && OVER.includes(intent.status));
  try {
    if (!done && called !== undefined && api !== null) done = (await look(ctx, { way, intent }, { ...called, api })) && !forwards;
  } catch (error) {
    ctx.log.warn({ err: error, provider: way.provider, intent: intent.id }, "a provider does not say what became of a payment");
  }
  await lookAgain(ctx, way, await now(ctx), done);
}

/** Notes what the provider says, and answers whether it says that the payment was made. */
async function look(ctx: Ctx, { way, intent }: DueWay, { name, api }: Called & { api: ProviderApi }): Promise<boolean> {
  const asset = await reader(ctx).asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  const looked = await api.lookAt({ way, asset, forwards: await forwardsOf(ctx, way) });
  if (looked === null) return false;
  const { held = 0n, ...payment } = looked;
  await inTransaction(ctx, (tx) => noteReported(tx, name, payment));
  await forward(ctx, { way, intent }, { api, asset, held });
  return payment.paid;
}

async function forward(
  ctx: Ctx,
  { way, intent }: DueWay,
  { api, asset, held }: { api: ProviderApi; asset: AssetRow; held: bigint },
): Promise<void> {
  if (api.forward === undefined || intent.depositAddress === null || held === 0n) return;
  const floor = (await floorsOf(ctx)).payout(asset.id);
  const next = await noteForward(ctx, { way, intent, held, floor });
  if (next !== null) await api.forward({ ...next, to: intent.depositAddress, asset });
}
