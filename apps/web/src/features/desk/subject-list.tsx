"use client";

import { HOLD_TERMS } from "@amanat/contracts";
import { Alert, Button, Group, NativeSelect } from "@amanat/ui";
import { IconBriefcase, IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "../admin/admin-list.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { useSubjectColumns } from "./subject-columns.tsx";
import { subjectFilter, subjectInput, type SubjectFilter } from "./subject-filter.ts";
import { SubjectRows } from "./subject-rows.tsx";
import { STATUSES, useStatusWord } from "./subject-words.ts";
import { SearchForm } from "../admin/search-form.tsx";

const PAGE = 20;
/** Summaries follow a moment after what happens, and no event says when. */
const POLL_MS = 20_000;
const NOTHING = { status: "", search: "", money: null, asset: null, age: null, hold: null } as const;
const ICONS = { deal: IconBriefcase, request: IconInbox } as const;

type ListedKind = "deal" | "request";

/** Every deal or request of the tenant; filters live in the URL, and the file has what they leave. */
export function SubjectList({ kind }: { kind: ListedKind }) {
  const t = useTranslations("desk.list");
  const amanat = useAmanat();
  const [filter, setFilter] = useQueryStates(subjectFilter, { history: "push" });
  const input = subjectInput(kind, filter);
  const columns = useSubjectColumns(kind, input.money?.state ?? null);
  const page = useAmanatQuery(
    "desk",
    "list",
    { ...input, limit: PAGE, ...(filter.cursor === null ? {} : { cursor: filter.cursor }) },
    { refetchInterval: POLL_MS },
  );
  const look = (change: Partial<SubjectFilter>) => void setFilter({ ...change, cursor: null });
  const filtered = filter.status !== "" || filter.search !== "" || filter.money !== null || filter.hold !== null;
  return (
    <AdminListPage
      title={t(`${kind}.title`)}
      lead={t(`${kind}.lead`)}
      filters={<Filters key={filter.search} kind={kind} filter={filter} onChange={look} />}
      file={{
        name: `${kind}s`,
        columns,
        ask: (cursor) => amanat.desk.list({ ...input, limit: 100, ...(cursor === undefined ? {} : { cursor }) }),
      }}
      query={page}
      money="none"
      empty={{
        icon: ICONS[kind],
        title: filtered ? t("nothingFound") : t("empty"),
        clear: filtered ? { label: t("clear"), act: () => look(NOTHING) } : null,
      }}
      cursor={filter.cursor}
      onGo={(cursor) => void setFilter({ cursor })}
    >
      {(rows) => <SubjectRows caption={t(`${kind}.title`)} rows={rows} columns={columns} />}
    </AdminListPage>
  );
}

type FilterProps = { kind: ListedKind; filter: SubjectFilter; onChange: (change: Partial<SubjectFilter>) => void };

function Filters({ kind, filter, onChange }: FilterProps) {
  const t = useTranslations("desk.list");
  const terms = useTranslations("desk.holds");
  const word = useStatusWord();
  return (
    <>
      <SearchForm label={t("search")} find={t("find")} search={filter.search} onSearch={(typed) => onChange({ search: typed })}>
        <NativeSelect
          label={t("status")}
          value={filter.status}
          onChange={(event) => onChange({ status: event.currentTarget.value })}
          data={[{ value: "", label: t("anyStatus") }, ...STATUSES[kind].map((value) => ({ value, label: word(kind, value) }))]}
        />
        {kind === "deal" ? (
          <NativeSelect
            label={t("hold")}
            value={filter.hold ?? ""}
            onChange={({ currentTarget: { value } }) => onChange({ hold: HOLD_TERMS.find((term) => term === value) ?? null })}
            data={[{ value: "", label: t("anyHold") }, ...HOLD_TERMS.map((value) => ({ value, label: terms(value) }))]}
          />
        ) : null}
        <NativeSelect
          label={t("sort")}
          value={filter.sort}
          onChange={(event) => onChange({ sort: event.currentTarget.value === "oldest" ? "oldest" : "newest" })}
          data={(["newest", "oldest"] as const).map((value) => ({ value, label: t(value) }))}
        />
      </SearchForm>
      <MoneyNote filter={filter} onClear={() => onChange({ money: null, asset: null, age: null })} />
    </>
  );
}

/** Says that the list is what stands behind a figure of the dashboard. */
function MoneyNote({ filter: { money, asset, age }, onClear }: { filter: SubjectFilter; onClear: () => void }) {
  const t = useTranslations("desk");
  const assetOf = useAssetOf();
  if (money === null || asset === null) return null;
  const { symbol, chainName } = assetOf(asset);
  return (
    <Alert color="pine" title={t("list.behind", { state: t(`money.state.${money}`), asset: `${symbol} · ${chainName}` })}>
      <Group justify="space-between" gap="sm">
        <span>{age === null ? t("money.anyAge") : t(`money.age.${age}`)}</span>
        <Button variant="default" onClick={onClear}>
          {t("list.clear")}
        </Button>
      </Group>
    </Alert>
  );
}
