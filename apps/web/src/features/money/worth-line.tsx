import { DateText, Text } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { type KnownRates, toldIn } from "./reader-units.ts";

export type WorthLineProps = {
  /** Base units: one amount, or the two ends of a range. */
  amounts: readonly string[];
  /** The asset's id, and how it is divided. */
  asset: string;
  decimals: number;
  /** Null where nothing is told beside amounts. */
  rates: KnownRates | null;
};

/** The approximate worth of an amount in the reader's currency, with the time of the rate. Draws nothing without a valid rate: only the token's amount is paid. */
export function WorthLine({ rates, ...of }: WorthLineProps) {
  const t = useTranslations("common.worth");
  const locale = useLocale();
  const told = rates === null ? [] : toldIn(rates, of, locale);
  const [first] = told;
  if (first === undefined) return null;
  const amount = told.map((each) => t(each.unit, { amount: each.amount })).join(" · ");
  return (
    <Text size="sm" c="dimmed" fw={400} data-worth>
      {t.rich("about", { amount, time: () => <DateText value={first.at} look="time" /> })}
    </Text>
  );
}
