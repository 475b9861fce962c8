"use client";

import type { DashboardView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Bars } from "@amanat/ui/charts";
import { useDateWords } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";

/** Accounts and deals of the last days, as a picture beside their sums. */
export function DaysChart({ days, height }: Pick<DashboardView, "days"> & { height: number }) {
  const t = useTranslations("desk.days");
  const dates = useDateWords();
  const locale = useLocale();
  const data = days.map(({ day, signUps, deals }) => ({ label: dates(`${day}T12:00:00.000Z`, "day"), signUps, deals }));
  const bars = [
    { name: "signUps", label: t("signUps"), color: "saffron.6" },
    { name: "deals", label: t("deals"), color: "pine.6" },
  ];
  return <Bars data={data} bars={bars} format={(value) => formatCount(value, locale)} height={height} />;
}
