import { formatAmount, isolatedLeftToRight, type Locale } from "@amanat/i18n";
import type { ShownAsset } from "@amanat/ui";

/** An amount as words inside a sentence of a language, where no element can stand. */
export function moneyText(amount: string | bigint, asset: Pick<ShownAsset, "decimals" | "symbol">, locale: Locale): string {
  return isolatedLeftToRight(`${formatAmount(amount, asset.decimals, locale)} ${asset.symbol}`);
}
