"use client";

import { formatUnits, parseUnits } from "@amanat/contracts";
import { MoneyField, NativeSelect, SimpleGrid } from "@amanat/ui";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import type { FilterFormProps } from "./filter-form.tsx";

type MoreFiltersProps = FilterFormProps & {
  choose: (change: { urgency?: string; asset?: string; min?: string; max?: string }) => void;
  /** Told what the address carries: decimals, or nothing. */
  onBudget: (budget: { min: string; max: string }) => void;
};

/** The filters that stand behind a button. */
export function MoreFilters({ filters, asset, locale, issues, choices, words, choose, onBudget }: MoreFiltersProps) {
  const unitsOf = (decimal: string) => parseUnits(decimal, asset.decimals)?.toString() ?? "";
  const decimalOf = (units: string) => (/^\d+$/.test(units) ? formatUnits(BigInt(units), asset.decimals) : "");
  const [units, setUnits] = useState({ min: unitsOf(filters.min), max: unitsOf(filters.max) });
  const set = (change: Partial<typeof units>) => {
    const next = { ...units, ...change };
    setUnits(next);
    onBudget({ min: decimalOf(next.min), max: decimalOf(next.max) });
  };
  return (
    <NextIntlClientProvider locale={locale} messages={{ errors: { issues } }}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mt="sm">
        <NativeSelect
          label={words.urgency}
          name="urgency"
          data={choices.urgency}
          value={filters.urgency ?? ""}
          onChange={({ currentTarget }) => choose({ urgency: currentTarget.value })}
        />
        <NativeSelect
          label={words.asset}
          name="asset"
          data={choices.asset}
          value={filters.asset}
          onChange={({ currentTarget }) => choose({ asset: currentTarget.value, min: "", max: "" })}
        />
        <MoneyField label={words.min} asset={asset} value={units.min} onChange={(min) => set({ min })} />
        <MoneyField label={words.max} asset={asset} value={units.max} onChange={(max) => set({ max })} />
      </SimpleGrid>
    </NextIntlClientProvider>
  );
}
