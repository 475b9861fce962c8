"use client";

import type { Locale } from "@amanat/i18n";
import type { Messages } from "@amanat/i18n/messages";
import { Button, Group, NativeSelect, SimpleGrid, TextInput, type ShownAsset } from "@amanat/ui";
import { IconFilter, IconSearch, IconX } from "@amanat/ui/icons";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState, useTransition, type FormEvent } from "react";
import { late } from "../../client/reach.ts";
import classes from "./filter-bar.module.css";
import { isFiltered, queryOf, type Asked } from "./filter-query.ts";

// Amounts are read as the reader's language writes them, which takes more script than all the rest; few visits need it.
const MoreFilters = dynamic(async () => (await late(() => import("./more-filters.tsx"))).MoreFilters, { loading: () => null });

type Option = { value: string; label: string };
type Chosen = "type" | "category" | "urgency" | "asset";
type Word = Chosen | "label" | "search" | "searchHint" | "min" | "max" | "more" | "fewer" | "apply" | "clear";

export type FilterFormProps = {
  /** Path of the page with the list, which the form is sent to. */
  action: string;
  filters: Asked;
  /** The asset of the two amounts of the budget. */
  asset: ShownAsset & { id: string };
  locale: Locale;
  issues: Messages["errors"]["issues"];
  choices: Readonly<Record<Chosen, readonly Option[]>>;
  words: Readonly<Record<Word, string>>;
};

/** The form of the filters. Before its script has come, or without it, the browser sends it by itself to the same address. */
export function FilterForm(props: FilterFormProps) {
  const { action, filters, asset, choices, words } = props;
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [search, setSearch] = useState(filters.q);
  const [budget, setBudget] = useState({ min: filters.min, max: filters.max });
  const [open, setOpen] = useState(filters.urgency !== null || filters.asset !== "" || filters.min !== "" || filters.max !== "");
  const filtered = isFiltered(filters);
  const folded = open || filters.type !== null || filters.category !== null ? undefined : true;

  const go = (query: Readonly<Record<string, string>>) =>
    startTransition(() => {
      const asked = new URLSearchParams(query).toString();
      router.push(asked === "" ? action : `${action}?${asked}`, { scroll: false });
    });
  const choose = (change: Partial<Record<Chosen | "min" | "max", string>>) => go(queryOf({ ...filters, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Amounts name their asset in a shared link too.
    const named = budget.min === "" && budget.max === "" ? {} : { asset: asset.id };
    go(queryOf({ ...filters, ...budget, ...named, q: search.trim() }));
  };
  const clear = () => {
    setSearch("");
    setBudget({ min: "", max: "" });
    go({});
  };
  return (
    <form role="search" aria-label={words.label} aria-busy={pending} action={action} onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          label={words.search}
          placeholder={words.searchHint}
          name="q"
          dir="auto"
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {(["type", "category"] as const).map((name) => (
          <div key={name} className={classes.choice} data-folded={folded}>
            <NativeSelect
              label={words[name]}
              name={name}
              data={choices[name]}
              value={filters[name] ?? ""}
              onChange={({ currentTarget }) => choose({ [name]: currentTarget.value })}
            />
          </div>
        ))}
      </SimpleGrid>
      {open ? <MoreFilters {...props} choose={choose} onBudget={setBudget} /> : null}
      <Group gap="sm" mt="sm">
        <Button type="submit" loading={pending} leftSection={<IconSearch size={18} aria-hidden />}>
          {words.apply}
        </Button>
        <Button variant="default" onClick={() => setOpen(!open)} aria-expanded={open} leftSection={<IconFilter size={18} aria-hidden />}>
          {open ? words.fewer : words.more}
        </Button>
        {filtered ? (
          <Button variant="subtle" color="gray" onClick={clear} leftSection={<IconX size={18} aria-hidden />}>
            {words.clear}
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
