import type { Asset } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";

const COIN = { symbol: "ETH", name: "Ether", decimals: 18, token: null } as const;

/** Every asset we ever accepted, by id. A chain's native coin needs no row: it always has 18 decimals. */
export async function assetsById(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Asset>> {
  const rows = await reader(ctx).asset.findMany({ where: { id: { in: [...ids] } } });
  const known = new Map<string, Asset>(
    rows.map(({ id, chain, chainName, symbol, name, decimals, token }) => [id, { id, chain, chainName, symbol, name, decimals, token }]),
  );
  for (const id of ids) {
    const [chain = "", rest = ""] = id.split("/");
    if (known.has(id) || !rest.startsWith("slip44:")) continue;
    known.set(id, { id, chain, chainName: rows.find((row) => row.chain === chain)?.chainName ?? chain, ...COIN });
  }
  return known;
}

/** Decimals of every asset we ever accepted, and of the native coins that gas is paid in. */
export async function decimalsByAsset(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await reader(ctx).asset.findMany({ select: { id: true, chain: true, decimals: true } });
  const coins = rows.map(({ chain }): [string, number] => [`${chain}/slip44:60`, COIN.decimals]);
  return new Map([...coins, ...rows.map(({ id, decimals }): [string, number] => [id, decimals])]);
}
