"use client";

import { CATEGORIES, PRODUCT_TYPES, parseUnits, URGENCIES } from "@amanat/contracts";
import { Button, Collapse, Group, MoneyField, NativeSelect, SimpleGrid, TextInput, useDisclosure } from "@amanat/ui";
import { IconFilter, IconSearch, IconX } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { useAssets } from "../../client/assets.tsx";
import classes from "./filter-bar.module.css";
import { assetOf, decimalOf, filterParsers, isFiltered } from "./filters.ts";

const ANY = "any";

type ChoiceProps<Value extends string> = {
  label: string;
  values: readonly Value[];
  nameOf: (value: Value) => string;
  value: Value | null;
  onChange: (value: Value | null) => void;
};

/** One of a few, or all: "all" is a choice like the others, so that no tiny cross is needed to go back to it. */
function Choice<Value extends string>({ label, values, nameOf, value, onChange }: ChoiceProps<Value>) {
  const t = useTranslations("home");
  return (
    <NativeSelect
      label={label}
      data={[{ value: ANY, label: t("filter.any") }, ...values.map((each) => ({ value: each as string, label: nameOf(each) }))]}
      value={value ?? ANY}
      onChange={({ currentTarget }) => onChange(values.find((each) => each === currentTarget.value) ?? null)}
    />
  );
}

/** The filters of the list. They live in the address, so that back, reload and sharing keep them. */
export function FilterBar() {
  const t = useTranslations("home");
  const request = useTranslations("request");
  const { assets } = useAssets();
  const [pending, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(filterParsers, { shallow: false, startTransition, history: "push", scroll: false });
  const asset = assetOf(filters, assets) ?? { symbol: "", decimals: 0, chainName: "" };
  const [search, setSearch] = useState(filters.q);
  const [min, setMin] = useState(() => parseUnits(filters.min, asset.decimals)?.toString() ?? "");
  const [max, setMax] = useState(() => parseUnits(filters.max, asset.decimals)?.toString() ?? "");
  const [open, { toggle }] = useDisclosure(filters.urgency !== null || filters.asset !== "" || filters.min !== "" || filters.max !== "");
  const filtered = isFiltered(filters);
  const folded = open || filters.type !== null || filters.category !== null ? undefined : true;

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
          // Amounts name their asset in a shared link too.
          ...(min === "" && max === "" ? {} : { asset: filters.asset || assets[0]?.id || null }),
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
        <div className={classes.choice} data-folded={folded}>
          <Choice
            label={t("filter.type")}
            values={PRODUCT_TYPES}
            nameOf={(type) => request(`type.${type}`)}
            value={filters.type}
            onChange={(type) => void setFilters({ type, cursor: null })}
          />
        </div>
        <div className={classes.choice} data-folded={folded}>
          <Choice
            label={t("filter.category")}
            values={CATEGORIES}
            nameOf={(category) => request(`category.${category}`)}
            value={filters.category}
            onChange={(category) => void setFilters({ category, cursor: null })}
          />
        </div>
      </SimpleGrid>
      <Collapse expanded={open}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" verticalSpacing="sm" mt="sm">
          <Choice
            label={t("filter.urgency")}
            values={URGENCIES}
            nameOf={(urgency) => request(`urgency.${urgency}`)}
            value={filters.urgency}
            onChange={(urgency) => void setFilters({ urgency, cursor: null })}
          />
          <Choice
            label={t("filter.asset")}
            values={assets.map(({ id }) => id)}
            nameOf={(id) => assets.flatMap((one) => (one.id === id ? [`${one.symbol} · ${one.chainName}`] : [])).join("")}
            value={filters.asset || null}
            onChange={(id) => void setFilters({ asset: id, min: null, max: null, cursor: null })}
          />
          <MoneyField label={t("filter.min")} asset={asset} value={min} onChange={setMin} />
          <MoneyField label={t("filter.max")} asset={asset} value={max} onChange={setMax} />
        </SimpleGrid>
      </Collapse>
      <FilterButtons pending={pending} open={open} filtered={filtered} onToggle={toggle} onClear={clear} />
    </form>
  );
}

type FilterButtonsProps = { pending: boolean; open: boolean; filtered: boolean; onToggle: () => void; onClear: () => void };

function FilterButtons({ pending, open, filtered, onToggle, onClear }: FilterButtonsProps) {
  const t = useTranslations("home");
  return (
    <Group gap="sm" mt="sm">
      <Button type="submit" loading={pending} leftSection={<IconSearch size={18} aria-hidden />}>
        {t("filter.apply")}
      </Button>
      <Button variant="default" onClick={onToggle} aria-expanded={open} leftSection={<IconFilter size={18} aria-hidden />}>
        {open ? t("filter.fewer") : t("filter.more")}
      </Button>
      {filtered ? (
        <Button variant="subtle" color="gray" onClick={onClear} leftSection={<IconX size={18} aria-hidden />}>
          {t("filter.clear")}
        </Button>
      ) : null}
    </Group>
  );
}
