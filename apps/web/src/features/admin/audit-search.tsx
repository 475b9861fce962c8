"use client";

import { Button, Card, Group, Select, SimpleGrid, TextInput } from "@amanat/ui";
import { IconSearch } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { type AuditSearch, misfits, NO_SEARCH, PERIOD_NAMES, type SearchField } from "./audit-filter.ts";
import classes from "./cells.module.css";

const FIELDS: readonly SearchField[] = ["action", "actor", "subject", "call"];

/** The search form. `onSearch` gets what fits; what does not is said beside its field. */
export function AuditSearchForm({ search, onSearch }: { search: AuditSearch; onSearch: (search: AuditSearch) => void }) {
  const t = useTranslations("audit.search");
  const [draft, setDraft] = useState(search);
  const [folded, setFolded] = useState(JSON.stringify(search) === JSON.stringify(NO_SEARCH));
  const [wrong, setWrong] = useState<readonly SearchField[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = { ...draft, ...Object.fromEntries(FIELDS.map((field) => [field, draft[field].trim()])) };
    const bad = misfits(trimmed);
    setDraft(trimmed);
    setWrong(bad);
    if (bad.length === 0) onSearch(trimmed);
  };
  const clear = () => {
    setDraft(NO_SEARCH);
    setWrong([]);
    onSearch(NO_SEARCH);
  };
  return (
    <>
      <Button
        variant="default"
        className={classes.unfold}
        leftSection={<IconSearch size={18} aria-hidden />}
        aria-expanded={!folded}
        onClick={() => setFolded(!folded)}
      >
        {t("label")}
      </Button>
      <Card
        component="form"
        role="search"
        aria-label={t("label")}
        onSubmit={submit}
        className={classes.search ?? ""}
        data-folded={folded || undefined}
      >
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
          {FIELDS.map((field) => (
            <TextInput
              key={field}
              label={t(`${field}.label`)}
              description={t(`${field}.hint`)}
              error={wrong.includes(field) ? t("misfit") : null}
              value={draft[field]}
              onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
              dir="ltr"
              autoComplete="off"
              spellCheck={false}
              maxLength={128}
            />
          ))}
          <Select
            label={t("period.label")}
            description={t("period.hint")}
            data={PERIOD_NAMES.map((value) => ({ value, label: t(`period.${value}`) }))}
            value={draft.period}
            allowDeselect={false}
            onChange={(value) => setDraft({ ...draft, period: PERIOD_NAMES.find((known) => known === value) ?? "all" })}
          />
        </SimpleGrid>
        <Group gap="sm" mt="md">
          <Button type="submit">{t("submit")}</Button>
          <Button variant="default" onClick={clear}>
            {t("clear")}
          </Button>
        </Group>
      </Card>
    </>
  );
}
