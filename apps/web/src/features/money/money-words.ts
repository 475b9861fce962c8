"use client";

import type { ShownAsset } from "@amanat/ui";
import { useLocale } from "next-intl";
import { moneyText } from "./money-text.ts";

/** An amount as words inside a sentence or on a button, where no element can stand. */
export function useMoneyWords(): (amount: string | bigint, asset: ShownAsset) => string {
  const locale = useLocale();
  return (amount, asset) => moneyText(amount, asset, locale);
}
