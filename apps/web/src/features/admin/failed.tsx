"use client";

import { type Backlog, COUNTED_TO } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Card, DataTable, DateText, Facts, Group, Stack, StatusBadge, type Column } from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useAmanat } from "../../client/amanat.tsx";
import { TextLink } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";

const POLL_MS = 15_000;

/** The page on which an admin retries what a consumer gave up. */
function placeOf({ kind, name }: Backlog): string {
  if (kind === "consumer") return `/admin/deliveries?consumer=${encodeURIComponent(name)}`;
  return kind === "notice" ? `/admin/notices?channel=${name}` : "/admin/incidents?kind=webhook.set_aside";
}

/** Every consumer of events, channel of notices and provider of webhooks, with how much waits, is retried and was given up. */
export function Failed() {
  const t = useTranslations("admin.failed");
  const amanat = useAmanat();
  const found = useAmanatQuery("desk", "backlogs", {}, { refetchInterval: POLL_MS });
  const columns = useColumns();
  const onePage = (rows: readonly Backlog[]) => ({ data: rows, meta: { nextCursor: null } });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      file={{ name: "failed", columns, ask: async () => onePage((await amanat.desk.backlogs({})).backlogs) }}
      query={{ ...found, data: found.data === undefined ? undefined : onePage(found.data.backlogs) }}
      empty={{ icon: IconCheck, title: t("empty") }}
      cursor={null}
      onGo={() => undefined}
    >
      {(rows) => (
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={rows}
          rowKey={({ kind, name }) => `${kind} ${name}`}
          minWidth={760}
          card={(row) => <BacklogCard row={row} />}
        />
      )}
    </AdminListPage>
  );
}

/** A count; above what is counted there are more. */
function useCount(): (count: number) => string {
  const locale = useLocale();
  return (count) => (count > COUNTED_TO ? `${formatCount(COUNTED_TO, locale)}+` : formatCount(count, locale));
}

/** The columns of the page and of its file. */
function useColumns(): readonly Column<Backlog>[] {
  const t = useTranslations("admin.failed");
  const count = useCount();
  return [
    { key: "kind", title: t("column.kind"), render: ({ kind }) => t(`kind.${kind}`), text: ({ kind }) => t(`kind.${kind}`) },
    { key: "name", title: t("column.name"), render: ({ name }) => <Code>{name}</Code>, text: ({ name }) => name },
    {
      key: "waiting",
      title: t("column.waiting"),
      align: "end",
      render: ({ waiting }) => count(waiting),
      text: ({ waiting }) => String(waiting),
    },
    {
      key: "failing",
      title: t("column.failing"),
      align: "end",
      render: (row) => <Failing row={row} />,
      text: ({ failing }) => String(failing),
    },
    { key: "dead", title: t("column.dead"), align: "end", render: (row) => <Dead row={row} />, text: ({ dead }) => String(dead) },
    { key: "since", title: t("column.since"), render: (row) => <Since row={row} />, text: ({ since }) => since ?? "" },
  ];
}

function Failing({ row: { failing } }: { row: Backlog }) {
  const count = useCount();
  return failing === 0 ? count(failing) : <StatusBadge tone="attention">{count(failing)}</StatusBadge>;
}

/** The number that was given up, linked to the page that retries it. Only admins retry; guards may read the incidents of webhooks. */
function Dead({ row }: { row: Backlog }) {
  const t = useTranslations("admin.failed");
  const count = useCount();
  const admin = useMe()?.roles.includes("admin") ?? false;
  if (row.dead === 0) return count(row.dead);
  const shown = <StatusBadge tone="bad">{count(row.dead)}</StatusBadge>;
  if (!admin && row.kind !== "webhook") return shown;
  return (
    <Group gap={6} justify="flex-end">
      {shown}
      <TextLink href={placeOf(row)}>{t("look")}</TextLink>
    </Group>
  );
}

function Since({ row: { since } }: { row: Backlog }) {
  return since === null ? <span aria-hidden="true">—</span> : <DateText value={since} look="moment" />;
}

function BacklogCard({ row }: { row: Backlog }) {
  const t = useTranslations("admin.failed");
  const count = useCount();
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group gap="xs">
          <span>{t(`kind.${row.kind}`)}</span>
          <Code>{row.name}</Code>
        </Group>
        <Facts
          facts={[
            { label: t("column.waiting"), value: count(row.waiting) },
            { label: t("column.failing"), value: <Failing row={row} /> },
            { label: t("column.dead"), value: <Dead row={row} /> },
            { label: t("column.since"), value: <Since row={row} /> },
          ]}
        />
      </Stack>
    </Card>
  );
}
