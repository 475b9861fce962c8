"use client";

import type { CasePart } from "@amanat/contracts";
import { Money, Stack } from "@amanat/ui";
import { useAssetOf } from "../money/asset-of.ts";

/** What is on hold: one sum for each asset. Amounts of two assets are never added. */
export function OnHold({ parts, strong = false }: { parts: readonly CasePart[]; strong?: boolean }) {
  const assetOf = useAssetOf();
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of parts) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  return (
    <Stack gap={2}>
      {[...sums].map(([asset, sum]) => (
        <Money key={asset} amount={sum.toString()} asset={assetOf(asset)} strong={strong} withChain />
      ))}
    </Stack>
  );
}
