"use client";

import type { Asset } from "@amanat/contracts";
import { useAmanatQuery } from "../../client/query.ts";

/** Asked once per page: which assets there are changes when an operator changes it. */
export function useAssets(): readonly Asset[] {
  return useAmanatQuery("payment", "assets", {}, { staleTime: Number.POSITIVE_INFINITY }).data?.assets ?? [];
}

/**
 * The asset behind an id. One no longer on the list is shown in base units under its id: exact,
 * if not pretty, where guessed decimals would be wrong.
 */
export function useAssetOf(): (id: string) => Asset {
  const assets = useAssets();
  return (id) => assets.find((asset) => asset.id === id) ?? unlisted(id);
}

function unlisted(id: string): Asset {
  const [chain = id, name = id] = id.split("/");
  return { id, chain, chainName: chain, symbol: name, name, decimals: 0, token: null };
}
