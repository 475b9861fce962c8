"use client";

import type { Asset } from "@amanat/contracts";
import { useAssets } from "../../client/assets.tsx";

const ETHER_DECIMALS = 18;

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
  if (name === "slip44:60") return { id, chain, chainName: chain, symbol: "ETH", name: "Ether", decimals: ETHER_DECIMALS, token: null };
  return { id, chain, chainName: chain, symbol: name, name, decimals: 0, token: null };
}
