import { formatAmount, type Locale } from "@amanat/i18n";
import type { ShownAsset } from "@amanat/ui";

// Isolated, so that a right-to-left sentence does not move the symbol before the digits.
const LTR_ISOLATE = "\u2066";
const POP_ISOLATE = "\u2069";

/** An amount as words inside a sentence of a language, where no element can stand. */
export function moneyText(amount: string | bigint, asset: Pick<ShownAsset, "decimals" | "symbol">, locale: Locale): string {
  return `${LTR_ISOLATE}${formatAmount(amount, asset.decimals, locale)} ${asset.symbol}${POP_ISOLATE}`;
}
