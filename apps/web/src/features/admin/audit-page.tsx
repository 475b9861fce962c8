"use client";

import type { AuditEntryView } from "@amanat/contracts";
import type { AmanatError } from "@amanat/sdk";
import { Button, Card, DataTable, DateText, Group, PageHeader, Stack, Text, type Column } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { AdminList } from "./admin-list.tsx";
import { auditFile, auditFilter, auditInput, NO_SEARCH, type AuditSearch } from "./audit-filter.ts";
import { ActorName, Code, SubjectName } from "./audit-names.tsx";
import { AuditSearchForm } from "./audit-search.tsx";

type EntryPage = { data: AuditEntryView[]; meta: { nextCursor: string | null; hasMore: boolean } };
type Asked = { search: AuditSearch; at: number };

const AuditEntryDialog = lateComponent(() => import("./audit-entry.tsx"), "AuditEntryDialog");
const PAGE = 50;

/** The trail with its search; `first` is what the search in the address found when the page was made. */
export function AuditPage({ asked, first }: { asked: Asked; first: EntryPage | null }) {
  const t = useTranslations("audit");
  const amanat = useAmanat();
  const [search, setSearch] = useQueryStates(auditFilter, { history: "push" });
  // One moment for all pages of a search: a place in a list is a place in that very list.
  const [at, setAt] = useState(asked.at);
  const [opened, setOpened] = useState<AuditEntryView | null>(null);
  const input = { ...auditInput(search, at), limit: PAGE };
  const isFirst = at === asked.at && JSON.stringify(search) === JSON.stringify(asked.search);
  const pages = useInfiniteQuery<EntryPage, AmanatError, InfiniteData<EntryPage>, readonly unknown[], string | undefined>({
    queryKey: ["audit", "entries", input],
    queryFn: ({ pageParam, signal }) =>
      amanat.audit.entries({ ...input, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    ...(first !== null && isFirst ? { initialData: { pages: [first], pageParams: [undefined] } } : {}),
  });
  const look = (next: AuditSearch) => {
    setAt(Date.now());
    setOpened(null);
    void setSearch(next);
  };
  const entries = pages.data?.pages.flatMap(({ data }) => data);
  const searched = JSON.stringify(search) !== JSON.stringify(NO_SEARCH);
  return (
    <Stack gap="lg">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <Button component="a" href={auditFile(search, at)} variant="default" download>
            {t("download")}
          </Button>
        }
      />
      <AuditSearchForm key={JSON.stringify(search)} search={search} onSearch={look} />
      <AdminList
        title={t("title")}
        query={pages}
        rows={entries}
        empty={{
          icon: IconInbox,
          title: searched ? t("nothingFound") : t("empty"),
          clear: searched ? { label: t("search.clear"), act: () => look(NO_SEARCH) } : null,
        }}
      >
        {(found) => <Entries entries={found} onOpen={setOpened} />}
      </AdminList>
      {pages.hasNextPage ? (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      {opened === null ? null : (
        <AuditEntryDialog entry={opened} onClose={() => setOpened(null)} onSearch={(part) => look({ ...NO_SEARCH, ...part })} />
      )}
    </Stack>
  );
}

function Entries({ entries, onOpen }: { entries: readonly AuditEntryView[]; onOpen: (entry: AuditEntryView) => void }) {
  const t = useTranslations("audit");
  const open = (entry: AuditEntryView) => (
    <Button variant="light" size="compact-md" onClick={() => onOpen(entry)} aria-label={t("openOf", { action: entry.action })}>
      {t("open")}
    </Button>
  );
  const columns: readonly Column<AuditEntryView>[] = [
    { key: "at", title: t("column.at"), render: ({ at }) => <DateText value={at} look="moment" /> },
    { key: "action", title: t("column.action"), render: ({ action }) => <Code>{action}</Code> },
    { key: "actor", title: t("column.actor"), render: ({ actor }) => <ActorName actor={actor} /> },
    { key: "subject", title: t("column.subject"), render: ({ subject }) => <SubjectName subject={subject} /> },
    { key: "open", title: t("column.open"), align: "end", render: open },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={entries}
      rowKey={({ id }) => id}
      minWidth={760}
      card={(entry) => (
        <Card padding="md" component="article">
          <Stack gap={6}>
            <div>
              <Code strong>{entry.action}</Code>
            </div>
            <Text size="sm" c="dimmed">
              <ActorName actor={entry.actor} /> · <DateText value={entry.at} look="moment" />
            </Text>
            <Group justify="space-between" gap="xs">
              <SubjectName subject={entry.subject} />
              {open(entry)}
            </Group>
          </Stack>
        </Card>
      )}
    />
  );
}
