"use client";

import { CATEGORIES, PRODUCT_TYPES, parseUnits, URGENCIES } from "@amanat/contracts";
import { Button, Collapse, Group, MoneyField, Select, SimpleGrid, TextInput, useDisclosure } from "@amanat/ui";
import { IconFilter, IconSearch, IconX } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { useAssets } from "../../client/assets.tsx";
import { decimalOf, filterParsers } from "./filters.ts";

/** The filters of the list. They live in the address, so that back, reload and sharing keep them. */
export function FilterBar() {
  const t = useTranslations("home");
  const request = useTranslations("request");
  const asset = useAssets().assets[0] ?? { symbol: "", decimals: 0, chainName: "" };
  const [pending, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(filterParsers, { shallow: false, startTransition, history: "push", scroll: false });
  const [search, setSearch] = useState(filters.q);
  const [min, setMin] = useState(() => parseUnits(filters.min, asset.decimals)?.toString() ?? "");
  const [max, setMax] = useState(() => parseUnits(filters.max, asset.decimals)?.toString() ?? "");
  const [open, { toggle }] = useDisclosure(filters.urgency !== null || filters.min !== "" || filters.max !== "");
  const filtered =
    filters.q !== "" ||
    filters.type !== null ||
    filters.category !== null ||
    filters.urgency !== null ||
    filters.min !== "" ||
    filters.max !== "";

  const clear = () => {
    setSearch("");
    setMin("");
    setMax("");
    void setFilters(null);
  };
  return (
    <form
      role="search"
      aria-label={t("filter.label")}
      aria-busy={pending}
      onSubmit={(event) => {
        event.preventDefault();
        void setFilters({
          q: search.trim() || null,
          min: decimalOf(min, asset.decimals) || null,
          max: decimalOf(max, asset.decimals) || null,
          cursor: null,
        });
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" verticalSpacing="sm">
        <TextInput
          label={t("filter.search")}
          placeholder={t("filter.searchHint")}
          dir="auto"
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          label={t("filter.type")}
          placeholder={t("filter.any")}
          clearable
          clearButtonProps={{ "aria-label": t("filter.clear") }}
          data={PRODUCT_TYPES.map((value) => ({ value, label: request(`type.${value}`) }))}
          value={filters.type}
          onChange={(value) => void setFilters({ type: PRODUCT_TYPES.find((type) => type === value) ?? null, cursor: null })}
        />
        <Select
          label={t("filter.category")}
          placeholder={t("filter.any")}
          clearable
          clearButtonProps={{ "aria-label": t("filter.clear") }}
          data={CATEGORIES.map((value) => ({ value, label: request(`category.${value}`) }))}
          value={filters.category}
          onChange={(value) => void setFilters({ category: CATEGORIES.find((category) => category === value) ?? null, cursor: null })}
        />
      </SimpleGrid>
      <Collapse expanded={open}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" verticalSpacing="sm" mt="sm">
          <Select
            label={t("filter.urgency")}
            placeholder={t("filter.any")}
            clearable
            clearButtonProps={{ "aria-label": t("filter.clear") }}
            data={URGENCIES.map((value) => ({ value, label: request(`urgency.${value}`) }))}
            value={filters.urgency}
            onChange={(value) => void setFilters({ urgency: URGENCIES.find((urgency) => urgency === value) ?? null, cursor: null })}
          />
          <MoneyField label={t("filter.min")} asset={asset} value={min} onChange={setMin} />
          <MoneyField label={t("filter.max")} asset={asset} value={max} onChange={setMax} />
        </SimpleGrid>
      </Collapse>
      <Group gap="sm" mt="sm">
        <Button type="submit" loading={pending} leftSection={<IconSearch size={18} aria-hidden />}>
          {t("filter.apply")}
        </Button>
        <Button variant="default" onClick={toggle} aria-expanded={open} leftSection={<IconFilter size={18} aria-hidden />}>
          {open ? t("filter.fewer") : t("filter.more")}
        </Button>
        {filtered ? (
          <Button variant="subtle" color="gray" onClick={clear} leftSection={<IconX size={18} aria-hidden />}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
