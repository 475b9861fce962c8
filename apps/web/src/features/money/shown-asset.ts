import type { Asset } from "@amanat/contracts";
import type { ShownAsset } from "@amanat/ui";

/**
 * How to show amounts of an asset id. One that is not known is shown in base units under its id:
 * wrong decimals would be worse than long numbers.
 */
export function shownAsset(assets: readonly Asset[], id: string): ShownAsset {
  return assets.find((asset) => asset.id === id) ?? { symbol: id.slice(-6), decimals: 0, chainName: id.split("/")[0] ?? id };
}
