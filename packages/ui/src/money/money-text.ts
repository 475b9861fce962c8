import { formatUnits, latinDigits, parseUnits } from "@amanat/contracts";

/** What a money field shows while somebody types: Latin digits, points and commas, nothing else changed. */
export function normalisedAmount(text: string): string {
  return latinDigits(text).replace(/[^\d.,]/g, "");
}

/**
 * What a money field reports: base units; empty for an empty field; and for text that is no amount
 * the text itself, which every amount schema refuses, so that the form says what is wrong.
 */
export function unitsFromText(text: string, decimals: number): string {
  if (text === "") return "";
  return parseUnits(text, decimals)?.toString() ?? (/^\d*$/.test(text) ? `${text}.` : text);
}

/** The decimal to show for reported units; unparsable reports are shown as they are. */
export function textFromUnits(value: string, decimals: number): string {
  return /^\d{1,78}$/.test(value) ? formatUnits(BigInt(value), decimals) : value;
}
