"use client";

import type { Asset } from "@amanat/contracts";
import { Money, type MoneyProps, type ShownAsset } from "@amanat/ui";
import { createContext, useContext, type ReactNode } from "react";

type Known = { assets: readonly Asset[]; feeBps: number };

const AssetsContext = createContext<Known>({ assets: [], feeBps: 0 });

/** Tells the page which assets there are; the server read them from the chain's configuration. */
export function AssetsProvider({ assets, feeBps, children }: Known & { children: ReactNode }) {
  return <AssetsContext value={{ assets, feeBps }}>{children}</AssetsContext>;
}

/** Every asset a deal can be made in, and the platform's present fee in basis points. */
export function useAssets(): Known {
  return useContext(AssetsContext);
}

/**
 * How to show amounts of an asset id. One that is not known is shown in base units under its id:
 * wrong decimals would be worse than long numbers.
 */
export function useAsset(id: string): ShownAsset {
  const { assets } = useAssets();
  return assets.find((asset) => asset.id === id) ?? { symbol: id.slice(-6), decimals: 0, chainName: id.split("/")[0] ?? id };
}

/** The chain an asset lives on, by name. */
export function ChainName({ asset }: { asset: string }) {
  return <bdi dir="ltr">{useAsset(asset).chainName}</bdi>;
}

export type AmountProps = Omit<MoneyProps, "asset"> & { asset: string };

/** `Money` for an asset id as the API gives it. */
export function Amount({ asset, ...rest }: AmountProps) {
  return <Money {...rest} asset={useAsset(asset)} />;
}
