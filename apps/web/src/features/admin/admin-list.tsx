"use client";

import {
  Button,
  EmptyState,
  ErrorState,
  Group,
  ListSkeleton,
  PageHeader,
  Stack,
  Text,
  Title,
  type EmptyStateProps,
  type ErrorStateProps,
} from "@amanat/ui";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { ExportButton, type ListFile } from "./export-button.tsx";

export type AdminListProps<Row> = {
  /** What it lists, for screen readers while they wait. */
  title: string;
  query: { error: unknown; isPending: boolean; refetch: () => unknown };
  /** Undefined as long as there is no answer. */
  rows: readonly Row[] | undefined;
  money?: ErrorStateProps["money"];
  /** What is said where there is no row; `clear` shows more, where a filter hides it. */
  empty: Pick<EmptyStateProps, "icon" | "title"> & { hint?: string | undefined; clear?: { label: string; act: () => void } | null };
  children: (rows: readonly Row[]) => ReactNode;
};

/** A list of the operator's in whichever state it is: failed, on its way, without a row, or there. */
export function AdminList<Row>({ title, query, rows, money = "unmentioned", empty, children }: AdminListProps<Row>) {
  return (
    <>
      {query.error === null ? null : <ErrorState error={query.error} money={money} onRetry={() => void query.refetch()} />}
      {query.isPending ? <ListSkeleton label={title} /> : null}
      {rows === undefined ? null : rows.length > 0 ? children(rows) : <Nothing {...empty} />}
    </>
  );
}

function Nothing({ icon, title, hint, clear = null }: AdminListProps<unknown>["empty"]) {
  const action =
    clear === null ? null : (
      <Button variant="default" onClick={clear.act}>
        {clear.label}
      </Button>
    );
  return (
    <EmptyState icon={icon} title={title} action={action}>
      {hint}
    </EmptyState>
  );
}

/** The cursor of a list without filters. It is kept in the URL, so that links and the back button work. */
export function useCursor(): { cursor: string | null; onGo: (cursor: string | null) => void } {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions({ history: "push" }));
  return { cursor, onGo: (next) => void setCursor(next) };
}

type Page<Row> = { data: readonly Row[]; meta: { nextCursor: string | null } };

export type AdminListPageProps<Row> = Omit<AdminListProps<Row>, "query" | "rows"> &
  Pick<ListPagerProps, "cursor" | "onGo"> & {
    lead: ReactNode;
    filters?: ReactNode;
    /** The CSV file of this list: its name, its columns and how its pages are asked for. */
    file?: ListFile<Row>;
    query: AdminListProps<Row>["query"] & { data: Page<Row> | undefined };
  };

/** An operator's page that is one list: headline, filters, rows, and the way to further pages. */
export function AdminListPage<Row>({ lead, filters, file, cursor, onGo, ...list }: AdminListPageProps<Row>) {
  const { title, query } = list;
  return (
    <Stack gap="lg">
      <PageHeader title={title} lead={lead} actions={file === undefined ? undefined : <ExportButton file={file} />} />
      {filters}
      <AdminList {...list} rows={query.data?.data} />
      <ListPager cursor={cursor} next={query.data?.meta.nextCursor ?? null} onGo={onGo} />
    </Stack>
  );
}

/** One list among others on an operator's page. `id` marks its headline. */
export function AdminListSection<Row>({
  id,
  lead,
  filters,
  cursor,
  onGo,
  ...list
}: Omit<AdminListPageProps<Row>, "file"> & { id: string }) {
  const { title, query } = list;
  return (
    <Stack gap="md" component="section" aria-labelledby={id}>
      <div>
        <Title order={2} id={id} size="h3">
          {title}
        </Title>
        <Text c="dimmed">{lead}</Text>
      </div>
      {filters}
      <AdminList {...list} rows={query.data?.data} />
      <ListPager cursor={cursor} next={query.data?.meta.nextCursor ?? null} onGo={onGo} />
    </Stack>
  );
}

export type ListPagerProps = {
  /** Where this page begins; null for the first. */
  cursor: string | null;
  next: string | null;
  onGo: (cursor: string | null) => void;
};

/** Onward, and back to the start. */
export function ListPager({ cursor, next, onGo }: ListPagerProps) {
  const t = useTranslations("common.paging");
  if (cursor === null && next === null) return null;
  return (
    <Group component="nav" aria-label={t("label")} justify="space-between">
      {cursor === null ? (
        <span />
      ) : (
        <Button variant="default" onClick={() => onGo(null)}>
          {t("first")}
        </Button>
      )}
      {next === null ? null : (
        <Button variant="default" onClick={() => onGo(next)}>
          {t("next")}
        </Button>
      )}
    </Group>
  );
}
