import { type AmountFault, readAmount } from "@amanat/contracts";
import { formatAmount, type Locale } from "@amanat/i18n";
import type { ShownAsset } from "./asset.ts";

type Unit = Pick<ShownAsset, "decimals" | "symbol">;

/** What a money field makes of its text: what it reports, and what it has to ask back. */
export type Understood = {
  /** Base units; empty for an empty field; for what is no amount a text that every amount schema refuses. */
  report: string;
  fault: AmountFault | null;
  /** Plain decimals the text could be. */
  readings: readonly string[];
};

/** Reads a field's text as the language it is typed in does. */
export function understood(text: string, asset: Unit, locale: Locale): Understood {
  if (text.trim() === "") return { report: "", fault: null, readings: [] };
  const found = readAmount(text, asset, locale);
  if ("units" in found) return { report: found.units.toString(), fault: null, readings: [] };
  return { report: /^\d*$/.test(text) ? `${text}.` : text, fault: found.fault, readings: found.readings };
}

/** The text to show for reported units, as everywhere else on the page; what is no amount is shown as it is. */
export function textFromUnits(value: string, decimals: number, locale: Locale): string {
  return /^\d{1,78}$/.test(value) ? formatAmount(value, decimals, locale) : value;
}
