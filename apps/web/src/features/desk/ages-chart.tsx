"use client";

import { type Asset, formatUnits, type MoneyAge } from "@amanat/contracts";
import { intlTag } from "@amanat/i18n";
import { Bars } from "@amanat/ui/charts";
import { useLocale, useTranslations } from "next-intl";

type Props = { ages: readonly { age: MoneyAge; amount: string }[]; asset: Asset; height: number };

/** Held money by its age, as a picture: what it says exactly stands in the table below it. */
export function AgesChart({ ages, asset, height }: Props) {
  const t = useTranslations("desk.money");
  const digits = new Intl.NumberFormat(intlTag(useLocale()), { notation: "compact", maximumFractionDigits: 1 });
  // Heights only: an amount is never reckoned with as a number.
  const data = ages.map(({ age, amount }) => ({ label: t(`age.${age}`), held: Number(formatUnits(BigInt(amount), asset.decimals)) }));
  return (
    <Bars
      data={data}
      bars={[{ name: "held", label: t("state.held"), color: "pine.6" }]}
      format={(value) => digits.format(value)}
      height={height}
    />
  );
}
