import { type Asset, chainOf, isNative, nativeAsset, nativeCoin } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";

/** Every asset we ever accepted, by id. A chain's native coin needs no row. */
export async function assetsById(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Asset>> {
  const rows = await reader(ctx).asset.findMany({ where: { id: { in: [...ids] } } });
  const known = new Map<string, Asset>(
    rows.map(({ id, chain, chainName, symbol, name, decimals, token }) => [id, { id, chain, chainName, symbol, name, decimals, token }]),
  );
  for (const id of ids) {
    if (known.has(id) || !isNative(id)) continue;
    const chain = chainOf(id);
    const chainName = rows.find((row) => row.chain === chain)?.chainName ?? chain;
    known.set(id, { id, chain, chainName, token: null, ...nativeCoin(chain) });
  }
  return known;
}

/** Decimals of every asset we ever accepted, and of the native coins that gas is paid in. */
export async function decimalsByAsset(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await reader(ctx).asset.findMany({ select: { id: true, chain: true, decimals: true } });
  const coins = rows.map(({ chain }): [string, number] => [nativeAsset(chain), nativeCoin(chain).decimals]);
  return new Map([...coins, ...rows.map(({ id, decimals }): [string, number] => [id, decimals])]);
}
