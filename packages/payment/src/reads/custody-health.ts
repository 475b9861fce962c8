import { type custodyHealthList, type CustodyHealthView, custodyHealthView, nativeAsset, nativeCoin } from "@amanat/contracts";
import { type Ctx, now, reader, requireRole, setting } from "@amanat/db";
import { custody } from "@amanat/ledger";
import type * as z from "zod";
import { assetView } from "../internal/views.ts";
import type { PayInPorts, PayInRail } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

/** A worker looks every ten seconds. */
const SILENT_MS = 60_000;

/** With less native coin than this in the escrow wallet of a chain the operators are told. */
export async function gasLowOf(ctx: Ctx, chain: string): Promise<bigint> {
  const set = (await setting(ctx, SETTINGS.gasLow))[chain];
  return set === undefined ? 10n ** BigInt(nativeCoin(chain).decimals - 2) : BigInt(set);
}

/**
 * How custody is set up on each chain in use: its wallet, the first address of its extended public key, what a worker says of its keys and gas,
 * and what the wallet holds by the books beside its ceiling. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN.
 */
export async function custodyHealth(ctx: Ctx, ports: Pick<PayInPorts, "rails">): Promise<z.input<typeof custodyHealthList>> {
  requireRole(ctx.actor, "guard", "admin");
  const held = await custody(ctx);
  return {
    chains: await Promise.all(
      [...ports.rails.values()].map((rail) =>
        healthOf(
          ctx,
          rail,
          held.addresses.filter(({ address, asset }) => address === rail.chain.escrowWallet && asset.startsWith(`${rail.chain.chain}/`)),
        ),
      ),
    ),
  };
}

async function healthOf(ctx: Ctx, rail: PayInRail, held: readonly { asset: string; amount: bigint }[]): Promise<CustodyHealthView> {
  const { chain, name, escrowWallet } = rail.chain;
  const [said, ceilings, low, at] = await Promise.all([
    reader(ctx).custodyState.findUnique({ where: { chain } }),
    setting(ctx, SETTINGS.hotCeiling),
    gasLowOf(ctx, chain),
    now(ctx),
  ]);
  const native = nativeAsset(chain);
  const rows = await reader(ctx).asset.findMany({ where: { id: { in: held.map(({ asset }) => asset) } } });
  const holdings = held.flatMap(({ asset, amount }) => {
    const row = rows.find(({ id }) => id === asset);
    const ceiling = ceilings[asset] ?? null;
    if (row === undefined || amount < 0n) return [];
    return [{ asset: assetView(row), amount: amount.toString(), ceiling, over: ceiling !== null && amount > BigInt(ceiling) }];
  });
  const worker = said && {
    signer: said.signer,
    agrees: said.wallet === escrowWallet,
    sweepEveryMs: said.sweepEveryMs,
    gas: said.gas.toString(),
    low: said.gas < low,
    notedAt: said.notedAt.toISOString(),
    silent: at.getTime() - said.notedAt.getTime() > SILENT_MS,
  };
  const coin = { id: native, chain, chainName: name, token: null, ...nativeCoin(chain) };
  const firstDeposit = rail.addresses?.addressAt(0) ?? null;
  return custodyHealthView.parse({
    chain,
    name,
    wallet: escrowWallet,
    firstDeposit,
    worker,
    gasLow: low.toString(),
    gasAsset: coin,
    holdings,
  });
}
