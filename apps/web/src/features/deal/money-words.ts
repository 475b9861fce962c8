"use client";

import { formatAmount } from "@amanat/i18n";
import type { ShownAsset } from "@amanat/ui";
import { useLocale } from "next-intl";

// Isolated, so that a right-to-left sentence does not move the symbol before the digits.
const LTR_ISOLATE = "\u2066";
const POP_ISOLATE = "\u2069";

/** An amount as words inside a sentence or on a button, where no element can stand. */
export function useMoneyWords(): (amount: string | bigint, asset: ShownAsset) => string {
  const locale = useLocale();
  return (amount, asset) => `${LTR_ISOLATE}${formatAmount(amount, asset.decimals, locale)} ${asset.symbol}${POP_ISOLATE}`;
}
