"use client";

import { URGENCIES } from "@amanat/contracts";
import { formatSpan } from "@amanat/i18n";
import { MoneyField, NativeSelect, SimpleGrid, type UseFormReturnType } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useAsset, useAssets } from "../../client/assets.tsx";
import type { RequestForm } from "./form-values.ts";

const OPEN_DAYS = [3, 7, 14, 30, 60, 90];

/** How much, how soon. */
export function BudgetStep({ form }: { form: UseFormReturnType<RequestForm> }) {
  const t = useTranslations("request");
  const locale = useLocale();
  const { assets } = useAssets();
  const asset = useAsset(form.values.asset);
  return (
    <>
      <NativeSelect
        label={t("new.asset")}
        data={assets.map(({ id, symbol, chainName, depegged = false }) => ({
          value: id,
          label: `${symbol} · ${chainName}${depegged ? ` (${t("new.depegged")})` : ""}`,
          disabled: depegged,
        }))}
        {...form.getInputProps("asset")}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <MoneyField label={t("new.min")} asset={asset} {...form.getInputProps("budgetMin")} value={form.values.budgetMin} />
        <MoneyField label={t("new.max")} asset={asset} {...form.getInputProps("budgetMax")} value={form.values.budgetMax} />
      </SimpleGrid>
      <NativeSelect
        label={t("new.urgency")}
        data={URGENCIES.map((value) => ({ value: value as string, label: t(`urgency.${value}`) }))}
        {...form.getInputProps("urgency")}
      />
      <NativeSelect
        label={t("new.openDays")}
        data={OPEN_DAYS.map((days) => ({ value: String(days), label: formatSpan({ unit: "day", count: days }, locale) }))}
        {...form.getInputProps("openDays")}
      />
    </>
  );
}
