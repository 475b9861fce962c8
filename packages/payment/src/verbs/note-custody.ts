import type { SIGNERS } from "@amanat/contracts";
import { type Ctx, inTransaction, mendIncidents, now, raiseIncident, reader, requireSystem, setting } from "@amanat/db";
import { tokenOf } from "@amanat/contracts";
import type { CustodyRail } from "../ports.ts";
import { receiverToNote } from "../internal/receiver.ts";
import { gasLowOf } from "../reads/custody-health.ts";
import { accountOn } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

export type CustodySetup = { readonly signer: (typeof SIGNERS)[number]; readonly sweepEveryMs: number };

/**
 * Writes down how this worker signs on a chain, how much gas its wallet has and which wallet earned fees go to, and tells the operators when gas
 * is little, when the wallet holds more of an asset than it should, or when fees are to go elsewhere. One pass; returns how many rows it wrote. Everything is asked of the chain before anything is written.
 *
 * - Two workers write the same row: each what it has seen itself, and the last one stands.
 * - Dies anywhere: the next pass writes all of it.
 *
 * Errors: FORBIDDEN (not the system), UPSTREAM_ERROR (the chain does not answer: the row grows old, which is shown).
 */
export async function noteCustody(
  ctx: Ctx,
  { broadcaster, chain: { chain, receiver }, signers }: CustodyRail,
  setup: CustodySetup,
): Promise<number> {
  requireSystem(ctx.actor);
  const wallet = signers.escrow().address;
  const gas = await broadcaster.nativeBalance(wallet);
  const low = gas < (await gasLowOf(ctx, chain));
  const over = await overCeiling(ctx, { broadcaster, chain, wallet });
  await inTransaction(ctx, async (tx) => {
    const known = await tx.tx.custodyState.findUnique({ where: { chain } });
    const fees = await receiverToNote(tx, { chain, receiver }, known);
    const row = { wallet, ...setup, gas: gas.toString(), notedAt: await now(tx), ...fees };
    await tx.tx.custodyState.upsert({ where: { chain }, create: { chain, ...row }, update: row });
    const subject = accountOn(chain, wallet);
    if (low) await raiseIncident(tx, { kind: "wallet.low_gas", subject, detail: { gas: gas.toString() } });
    else await mendIncidents(tx, subject, ["wallet.low_gas"]);
    for (const { assetId, held, ceiling } of over)
      if (held > ceiling)
        await raiseIncident(tx, {
          kind: "wallet.over_ceiling",
          subject: `${assetId} ${wallet}`,
          detail: { held: held.toString(), ceiling: ceiling.toString() },
        });
      else await mendIncidents(tx, `${assetId} ${wallet}`, ["wallet.over_ceiling"]);
  });
  return 1;
}

type Watched = { readonly broadcaster: CustodyRail["broadcaster"]; readonly chain: string; readonly wallet: string };

/** What the wallet holds of each asset that has a ceiling, as the chain shows it. */
async function overCeiling(ctx: Ctx, { broadcaster, chain, wallet }: Watched) {
  const ceilings = await setting(ctx, SETTINGS.hotCeiling);
  const known = await reader(ctx).asset.findMany({ where: { chain, id: { in: Object.keys(ceilings) } }, select: { id: true } });
  return Promise.all(
    known.map(async ({ id: assetId }) => {
      const ceiling = ceilings[assetId] ?? "0";
      const token = tokenOf(assetId);
      const held = token === null ? await broadcaster.nativeBalance(wallet) : await broadcaster.tokenBalance(token, wallet);
      return { assetId, held, ceiling: BigInt(ceiling) };
    }),
  );
}
