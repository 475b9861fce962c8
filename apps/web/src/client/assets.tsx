"use client";

import type { Asset } from "@amanat/contracts";
import { Money, type MoneyProps, type ShownAsset } from "@amanat/ui";
import { createContext, useContext, type ReactNode } from "react";
import { shownAsset } from "../features/money/shown-asset.ts";

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

/** How to show amounts of an asset id. */
export function useAsset(id: string): ShownAsset {
  return shownAsset(useAssets().assets, id);
}

export type AmountProps = Omit<MoneyProps, "asset"> & { asset: string };

/** `Money` for an asset id as the API gives it. */
export function Amount({ asset, ...rest }: AmountProps) {
  return <Money {...rest} asset={useAsset(asset)} />;
}
