"use client";

import { type Asset, chainOf, isNative, nativeCoin } from "@amanat/contracts";
import { useAssets } from "../../client/assets.tsx";

/**
 * The asset behind an id. The chain's own coin is no asset deals are made in, but gas is booked in it.
 * Any other unlisted one is shown in base units under its id: exact, where guessed decimals would be wrong.
 */
export function useAssetOf(): (id: string) => Asset {
  const { assets } = useAssets();
  return (id) => assets.find((asset) => asset.id === id) ?? unlisted(id);
}

function unlisted(id: string): Asset {
  const [chain = id, name = id] = id.split("/");
  if (isNative(id)) return { id, chain, chainName: chain, token: null, ...nativeCoin(chainOf(id)) };
  return { id, chain, chainName: chain, symbol: name, name, decimals: 0, token: null };
}
